import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bashCompletion } from "../../../main/cli/manual/bash";
import { everyCommand } from "../../../main/cli/manual/describe";
import { fishCompletion } from "../../../main/cli/manual/fish";
import { manualPage } from "../../../main/cli/manual/man";
import { zshCompletion } from "../../../main/cli/manual/zsh";
import { CONFLICT_POLICIES } from "../../../shared/batch";
import { describedProgram } from "../../support/program";
import { tempFolder } from "../../support/temp";

const TIMEOUT_MS = 60_000;
const program = describedProgram();
const commands = [...everyCommand(program)];

/** A folder with a file and a folder in it, for what is completed with names. */
function workplace(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, "letters"));
  writeFileSync(join(folder, "my list.csv"), "");
  return folder;
}

interface Shell {
  name: string;
  script: string;
  /** The command that prints what is offered for a line. */
  command: (script: string, line: string, cwd: string) => [string, ...string[]];
}

const BASH_DRIVER = `source "$1"
read -ra COMP_WORDS <<< "$2"
# What bash does with an equals sign before it asks.
COMP_WORDS=($(printf '%s\\n' "\${COMP_WORDS[@]}" | sed 's/^\\(--[a-z-]*\\)=\\(.*\\)$/\\1 = \\2/'))
[[ "$2" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_pdfprompt
printf '%s\\n' "\${COMPREPLY[@]}"`;

const SHELLS: Shell[] = [
  {
    name: "bash",
    script: bashCompletion(program),
    command: (script, line) => ["bash", "--norc", "-c", BASH_DRIVER, "bash", script, line],
  },
  {
    name: "zsh",
    script: zshCompletion(program),
    command: (script, line, cwd) => [
      "zsh",
      "-f",
      fileURLToPath(new URL("../../support/complete.zsh", import.meta.url)),
      script,
      line,
      cwd,
    ],
  },
  {
    name: "fish",
    script: fishCompletion(program),
    command: (script, line) => ["fish", "--no-config", "-c", `source ${script}; complete -C '${line}'`],
  },
];

function has(command: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What the shell offers, without the descriptions, sorted. */
function offered({ script, command }: Shell, line: string): string[] {
  const cwd = workplace();
  const file = join(tempFolder(), "completion");
  writeFileSync(file, script);
  const [name, ...args] = command(file, line, cwd);
  const text = execFileSync(name, args, { cwd, encoding: "utf8", env: { ...process.env, HOME: cwd, TERM: "dumb" } });
  const words = text.split("\n").map((each) => each.split("\t")[0]?.replace(/\/$/, "").trim() ?? "");
  return [...new Set(words)].filter((word) => word !== "").sort();
}

describe.each(SHELLS)("completion in $name", (shell) => {
  const given = it.skipIf(!has(shell.name));

  given("knows every command", () => {
    for (const { path, commands: below } of commands.filter((command) => command.commands.length > 0)) {
      const words = offered(shell, ["pdfprompt", ...path, ""].join(" ")).filter((word) => !word.startsWith("-"));
      expect(words).toEqual(below.map((command) => command.path.at(-1)).sort());
    }
  });

  given("knows every option of every command", { timeout: 2 * TIMEOUT_MS }, () => {
    // What zsh takes for the same as another, it offers once, so that each is asked for by its whole name.
    const asked = shell.name === "zsh" ? commands.filter(({ path }) => path[0] === "status") : commands;
    for (const { path, options } of asked.filter((command) => command.path.at(-1) !== "help")) {
      const words = offered(shell, ["pdfprompt", ...path, "--"].join(" "));
      expect([path, words]).toEqual([path, options.map(({ long }) => long).sort()]);
    }
  });

  given("knows the values of an option", () => {
    expect(offered(shell, "pdfprompt render --on-conflict ")).toEqual([...CONFLICT_POLICIES].sort());
    expect(offered(shell, "pdfprompt render --concurrency s")).toEqual(["small", "standard"]);
    expect(offered(shell, "pdfprompt status --failed --code load-")).toEqual(["load-timeout"]);
    expect(offered(shell, "pdfprompt render -c ")).toEqual(["auto", "large", "small", "standard"]);
    expect(offered(shell, "pdfprompt completion ")).toEqual(expect.arrayContaining(["bash", "fish", "zsh"]));
  });

  given("knows a value after an equals sign", () => {
    const words = offered(shell, "pdfprompt render --on-conflict=re").map((word) =>
      word.replace(/^--on-conflict=/, ""),
    );
    expect(words).toEqual(["replace"]);
  });

  given("offers files for files, folders for folders, and neither for words", () => {
    const bare = (line: string) => offered(shell, line).map((word) => word.replaceAll("\\", ""));
    expect(bare("pdfprompt render --data ")).toEqual(["letters", "my list.csv"]);
    expect(bare("pdfprompt render --out ")).toEqual(["letters"]);
    expect(bare("pdfprompt render my")).toEqual(["my list.csv"]);
    expect(bare("pdfprompt render --name ")).toEqual([]);
  });
});

describe("the manual page", () => {
  const page = manualPage(program);

  it("stands in man/pdfprompt.1 as the program prints it (npm run man writes it)", () => {
    expect(readFileSync(new URL("../../../man/pdfprompt.1", import.meta.url), "utf8").trimEnd()).toBe(page.trimEnd());
  });

  it.skipIf(!has("mandoc"))("has every command with every option", () => {
    const bold = new RegExp(`.${String.fromCharCode(8)}`, "g");
    const printed = execFileSync("mandoc", ["-Tascii", "-Owidth=200"], { input: page, encoding: "utf8" });
    const text = printed.replace(bold, "");
    for (const { path, options } of commands.filter(
      ({ commands: below, path }) => below.length === 0 && path.at(-1) !== "help",
    )) {
      const [, section = ""] = text.split(`\n   pdfprompt ${path.join(" ")}\n`);
      const own = section.split(/\n {3}?pdfprompt |\n[A-Z]/)[0] ?? "";
      const missing = options.filter(({ long }) => !new RegExp(`^ {5,}.*${long}\\b`, "m").test(own));
      expect([path, missing]).toEqual([path, []]);
    }
  });

  it.skipIf(!has("mandoc"))("is what mandoc takes without a complaint", () => {
    const complaints = lint("mandoc", ["-T", "lint", "-W", "warning"]);
    // It is made again with each build of the same commands: a date would only say when.
    expect(complaints.filter((line) => !line.includes("missing date"))).toEqual([]);
  });

  it.skipIf(!has("groff"))("is what groff takes without a complaint", () => {
    expect(lint("groff", ["-man", "-ww", "-z", "-Tutf8"])).toEqual([]);
  });

  function lint(command: string, args: string[]): string[] {
    const shell = `${[command, ...args].join(" ")} 2>&1 || true`;
    return execFileSync("sh", ["-c", shell], { input: page, encoding: "utf8" }).split("\n").filter(Boolean);
  }
});
