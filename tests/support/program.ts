import type { Command } from "commander";
import { describeCommand } from "../../main/cli/manual/describe";
import { declareProgram } from "../../main/cli/program";

/** The real commands, whose actions do nothing but note that they were called. */
export function declaredProgram(): { program: Command; calls: () => number } {
  let calls = 0;
  const program = declareProgram(() => async () => {
    calls += 1;
  });
  const silent = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    command.commands.forEach(silent);
  };
  silent(program);
  return { program, calls: () => calls };
}

/** What completion scripts and the manual page are made of. */
export const describedProgram = () => describeCommand(declaredProgram().program);
