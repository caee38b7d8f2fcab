import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FINDING_CODES } from "../main/cli/doctor/finding";
import { ERROR_CODES } from "../shared/errors";
import { ENVIRONMENT } from "../shared/settings";
import { declaredProgram } from "./support/program";

const root = new URL("../", import.meta.url);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));
const textOf = (name: string) => readFileSync(new URL(name, root), "utf8");

/** Calls of `pdfprompt` in code blocks and in code within text, without what stands before and behind them. */
function callsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...text.replace(/^```.*?^```/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...blocks, ...inline].flatMap((line) => {
    const [, call] =
      /(?:^|\| |\s)(?:npx )?pdfprompt ((?!process)[a-z-].*)$/.exec(line.replace(/ {2,}.*$|\)$/, "")) ?? [];
    // Something is left out, or a choice is shown: that is no call to be typed.
    return call === undefined || /…|\||<|\[|^-+$/.test(call) ? [] : [call];
  });
}

function wordsOf(call: string): string[] {
  const words = [...call.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, bare]) => one ?? two ?? bare ?? "");
  const end = words.findIndex((word) => /^(\||>|&&|#.*)$/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

describe("the documents", () => {
  it("have calls", () => {
    expect(callsIn(textOf("docs/troubleshooting.md")).length).toBeGreaterThan(15);
  });

  it.each(pages)("call the program as it is: %s", async (name) => {
    for (const call of callsIn(textOf(name))) {
      const { program } = declaredProgram();
      const why = await program.parseAsync(wordsOf(call), { from: "user" }).then(
        () => "",
        (error: { code?: string; message: string }) => (/^commander\.help/.test(error.code ?? "") ? "" : error.message),
      );
      expect([call, why]).toEqual([call, ""]);
    }
  });

  it.each(["docs/troubleshooting.md", "docs/tuning.md", "docs/doctor.md"])(
    "name codes and variables that there are: %s",
    (name) => {
      const text = textOf(name);
      const known: readonly string[] = [...ERROR_CODES, ...FINDING_CODES];
      const codes = [...text.matchAll(/\(`([a-z]+(?:-[a-z]+)+)`\)/g)].map(([, code = ""]) => code);
      expect(codes.filter((code) => !known.includes(code))).toEqual([]);
      const others = ["PDFPROMPT_WORKER_CONCURRENCY", "PDFPROMPT_ELECTRON", "PDFPROMPT_CHROMIUM_LOG"];
      const variables = [...text.matchAll(/\b(PDFPROMPT_[A-Z_]+|MAX_PDF_[A-Z]+)\b/g)].map(
        ([, variable = ""]) => variable,
      );
      expect(variables.filter((variable) => ![...Object.keys(ENVIRONMENT), ...others].includes(variable))).toEqual([]);
    },
  );

  it.each(pages)("lead to files that are there: %s", (name) => {
    const base = new URL(name, root);
    const targets = [...textOf(name).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
    const missing = targets.filter((target) => {
      try {
        readdirSync(fileURLToPath(new URL(target, base)));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === "ENOENT";
      }
    });
    expect(missing).toEqual([]);
  });
});
