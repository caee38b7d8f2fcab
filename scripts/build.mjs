#!/usr/bin/env node
import { ensureBuild } from "./lib/build.mjs";
import { fail } from "./lib/common.mjs";
import { ensureDependencies } from "./lib/dependencies.mjs";

ensureDependencies()
  .then(() => ensureBuild({ force: true }))
  .catch(fail);
