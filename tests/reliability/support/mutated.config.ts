import { mergeConfig } from "vitest/config";
import config from "../../../vite.config.ts";
import { UNIT_GUARDS } from "../unit-guards";
import { removeGuard } from "./mutate";

// Ordinary tests on the product's source without one of its guards; see guards.test.ts.
const name = process.env.PDFPROMPT_WITHOUT_GUARD;
const guard = UNIT_GUARDS.find((candidate) => candidate.name === name);
if (!guard) throw new Error(`PDFPROMPT_WITHOUT_GUARD names no guard: ${name}`);

export default mergeConfig(config, { plugins: [removeGuard(guard)], test: { globalSetup: [], bail: 1 } });
