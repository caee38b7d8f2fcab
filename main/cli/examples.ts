import type { Command } from "commander";

/** The headline of the examples in the help of a command. */
const HEADLINE = "Examples:";
/** Between a call and what it does. */
const GAP = 3;

/** A call, and what it does. */
export interface Example {
  /** As typed, from `pdfprompt` or a command that feeds it on. */
  call: string;
  says: string;
}

/**
 * Adds examples to the help of a command.
 * @param examples calls as they are typed, each with what it does where that is not plain
 */
export function withExamples(
  command: Command,
  ...examples: readonly (readonly [call: string, says?: string])[]
): Command {
  const width = Math.max(...examples.map(([call, says]) => (says ? call.length : 0))) + GAP;
  const lines = examples.map(([call, says]) => `  ${says ? `${call.padEnd(width)}${says}` : call}`);
  return command.addHelpText("after", ["", HEADLINE, ...lines].join("\n"));
}

/** What stands below the options in the help of a command: examples, and whatever else, as it is printed. */
export function helpAfterOptions(command: Command): { examples: Example[]; text: string } {
  const written = wholeHelp(command).slice(command.helpInformation().length);
  const examples: Example[] = [];
  const others: string[] = [];
  let isAmongExamples = false;
  for (const line of written.split("\n")) {
    if (line === HEADLINE) isAmongExamples = true;
    else if (isAmongExamples && line.startsWith("  ")) examples.push(toExample(line));
    else {
      isAmongExamples = false;
      others.push(line);
    }
  }
  return { examples, text: others.join("\n").trim() };
}

function toExample(line: string): Example {
  const [call = "", ...says] = line.trim().split(/ {2,}/);
  return { call, says: says.join(" ") };
}

/** What `--help` prints. */
function wholeHelp(command: Command): string {
  const before = command.configureOutput();
  let text = "";
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  command.configureOutput(before);
  return text;
}
