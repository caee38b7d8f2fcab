import { resolve } from "node:path";
import { templateProblem } from "../../shared/templates";
import { namePatternProblem } from "../worker";
import { type CommandContext, UsageError } from "./command-context";

/** What `--template` and `--name` say for a whole batch. */
export interface BatchFlags {
  /** A built-in template's name, or the absolute path of the user's own file. */
  template: string | undefined;
  name: string | undefined;
}

/**
 * Both flags as they are kept. They are wrong for each of its prompts or for none: what is wrong is said at once.
 * @throws UsageError naming the flag
 */
export function toBatchFlags(context: CommandContext, flags: { template?: string; name?: string }): BatchFlags {
  const { template, name } = flags;
  const wrongName = name === undefined ? undefined : namePatternProblem(name);
  if (wrongName) throw new UsageError(`--name: ${wrongName}`);
  const wrongTemplate = template === undefined ? undefined : templateProblem(template);
  if (wrongTemplate) throw new UsageError(`--template: ${wrongTemplate}`);
  // A file's name is taken from where the call was made.
  return { template: template?.endsWith(".liquid") ? resolve(context.cwd, template) : template, name };
}
