import { describe, expect, it } from "vitest";
import { everyCommand } from "../../../main/cli/manual/describe";
import { declaredProgram, describedProgram } from "../../support/program";

const commands = [...everyCommand(describedProgram())].filter(({ path }) => path.at(-1) !== "help");
const named = commands.map((command) => [["pdfprompt", ...command.path].join(" "), command] as const);

/** The words after `pdfprompt` as a shell would pass them on, up to a pipe or a redirection. */
function argumentsOf(call: string): string[] {
  const [, own = ""] = /(?:^|\| )pdfprompt ?(.*)$/.exec(call) ?? [];
  const words = [...own.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, bare]) => one ?? two ?? bare ?? "");
  const end = words.findIndex((word) => ["|", ">", "&&"].includes(word));
  return end === -1 ? words : words.slice(0, end);
}

describe("the help", () => {
  it("is of all commands", () => {
    expect(named.map(([name]) => name)).toEqual(
      expect.arrayContaining(["pdfprompt", "pdfprompt render", "pdfprompt status", "pdfprompt bench queue"]),
    );
  });

  it.each(named)("of %s describes the command, each option and each argument", (_name, command) => {
    expect(command.description).not.toBe("");
    const undescribed = [...command.options.map((option) => [option.long, option.description] as const)]
      .concat(command.arguments.map((argument) => [argument.name, argument.description] as const))
      .filter(([, description]) => description.trim() === "");
    expect(undescribed).toEqual([]);
  });

  it.each(named)("of %s has examples, which its program takes", async (_name, command) => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { call } of command.examples) {
      const { program, calls } = declaredProgram();
      const words = argumentsOf(call);
      expect([call, words.slice(0, command.path.length)]).toEqual([call, command.path]);
      await program.parseAsync(words, { from: "user" }).catch((error: Error) => expect([call, error.message]).toBe(""));
      expect([call, calls()]).toEqual([call, 1]);
    }
  });

  it("has no call that is longer than a line", () => {
    expect(commands.flatMap(({ examples }) => examples.filter(({ call }) => call.length > 90))).toEqual([]);
  });
});
