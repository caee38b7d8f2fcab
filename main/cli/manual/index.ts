import { Argument, type Command } from "commander";
import { EXIT, print } from "../command-context";
import { withExamples } from "../examples";
import type { Act } from "../operations";
import { bashCompletion } from "./bash";
import { describeCommand } from "./describe";
import { fishCompletion } from "./fish";
import { manualPage } from "./man";
import { zshCompletion } from "./zsh";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof SHELLS;

/** What the program tells of itself: completion scripts and the manual page, made of the very commands it runs. */
export function addManual(program: Command, act: Act): void {
  const completion = program
    .command("completion")
    .description("print a script that completes commands, options and their values in a shell")
    .addArgument(new Argument("<shell>", "the shell it is for").choices(Object.keys(SHELLS)))
    .action(act(async (_context, shell: Shell) => printed(SHELLS[shell](describeCommand(program)))));
  withExamples(
    completion,
    [
      "pdfprompt completion bash > ~/.local/share/bash-completion/completions/pdfprompt",
      "for bash, from the next one on",
    ],
    ["pdfprompt completion zsh > ~/.zfunc/_pdfprompt", "for zsh, with ~/.zfunc in fpath before compinit"],
    ["pdfprompt completion fish > ~/.config/fish/completions/pdfprompt.fish", "for fish, at once"],
  );
  const man = program
    .command("man")
    .description("print the manual page")
    .action(act(async () => printed(manualPage(describeCommand(program)))));
  withExamples(
    man,
    ["pdfprompt man | man -l -", "read it"],
    ["pdfprompt man > ~/.local/share/man/man1/pdfprompt.1", "so that man pdfprompt finds it"],
  );
}

async function printed(text: string): Promise<number> {
  await print(text.trimEnd());
  return EXIT.allDone;
}
