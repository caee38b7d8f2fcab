#!/usr/bin/env node
import { alone } from "./lib/alone.mjs";
import { ensureBuild } from "./lib/build.mjs";
import { fail } from "./lib/common.mjs";
import { ensureDependencies } from "./lib/dependencies.mjs";

alone(async () => {
  await ensureDependencies();
  await ensureBuild({ force: true });
}).catch(fail);
