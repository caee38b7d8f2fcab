import { readLogEnvironment } from "../../../shared/log";
import { nearest } from "../../../shared/nearest";
import { ENVIRONMENT, EnvironmentError, readEnvironment } from "../../../shared/settings";
import { tokenProblem } from "../../api/token";
import { epochSeconds } from "../reproducible";
import { type CheckResult, looked } from "./finding";

/** Variables with a meaning besides those with a range. */
const OTHERS = [
  "PDFPROMPT_WORKER_CONCURRENCY",
  "PDFPROMPT_API_TOKEN",
  "PDFPROMPT_ELECTRON",
  "PDFPROMPT_CHROMIUM_LOG",
  "PDFPROMPT_PARENT_FD",
  "PDFPROMPT_RUNTIME_SOURCE",
] as const;
const WORK = [...Object.keys(ENVIRONMENT), "PDFPROMPT_WORKER_CONCURRENCY"];
const LOG = ["PDFPROMPT_LOG_LEVEL", "PDFPROMPT_LOG_FORMAT", "PDFPROMPT_LOG_FILE", "PDFPROMPT_LOG_PROMPTS"];
const CHECKED = [...WORK, ...LOG];
const OURS = /^(PDFPROMPT_|MAX_PDF_)/;

/** Does the environment say only what is understood? Every variable is looked at, not just the first that is wrong. */
export function checkEnvironment(environment: NodeJS.ProcessEnv): CheckResult {
  const given = Object.keys(environment).filter((name) => OURS.test(name) && CHECKED.includes(name));
  const result = looked(
    "environment",
    given.length === 0 ? "defaults" : given.map((name) => `${name}=${environment[name]}`).join(" "),
  );
  for (const name of CHECKED) {
    const read = WORK.includes(name) ? readEnvironment : readLogEnvironment;
    const message = whatIsWrong(() => read({ [name]: environment[name] }));
    if (message) result.problems.push(invalid(name, message));
  }
  // Its value is never said.
  const token = environment.PDFPROMPT_API_TOKEN?.trim();
  const flaw = token ? tokenProblem(token) : undefined;
  if (flaw)
    result.warnings.push(
      invalid("PDFPROMPT_API_TOKEN", `The token in PDFPROMPT_API_TOKEN ${flaw}.`, "serve does not start with it."),
    );
  const message = whatIsWrong(() => epochSeconds({ reproducible: true }, environment));
  if (message) result.warnings.push(invalid("SOURCE_DATE_EPOCH", message));
  for (const name of Object.keys(environment).filter((each) => OURS.test(each))) {
    const meant = meantBy(name);
    if (meant === undefined) continue;
    result.warnings.push({
      code: "environment-unknown",
      what: `The environment sets ${name}, which nobody reads.`,
      why: `It looks as if ${meant} was meant, which is not set by it.`,
      fix: `Run: export ${meant}="$${name}"; unset ${name}`,
    });
  }
  return result;
}

/** The variable that was most likely meant by one that nobody reads. What all names begin with makes none of them alike. */
function meantBy(name: string): string | undefined {
  const known = [...CHECKED, ...OTHERS];
  if (known.includes(name)) return undefined;
  const own = new Map(known.map((each) => [each.replace(OURS, ""), each]));
  return own.get(nearest(name.replace(OURS, ""), own.keys()) ?? "");
}

const NO_COMMAND = "No command runs while it is set, rather than do something else than was asked for.";

function invalid(name: string, what: string, why = NO_COMMAND) {
  return { code: "environment-invalid" as const, what, why, fix: `Run: unset ${name}` };
}

function whatIsWrong(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    return error instanceof Error ? error.message : String(error);
  }
}
