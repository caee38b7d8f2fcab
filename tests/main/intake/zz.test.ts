import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../../shared/errors";
import { promptSchema } from "../../../shared/prompt";
import { folderWith, read } from "./support";

const NAMES = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.md", "a.html"] as const;

/** Pieces that mean something to one reader or another, so that chance meets the interesting paths. */
const fragment = fc.constantFrom(
  ...[
    '{"prompt":"a"}',
    '{"prompt":',
    '"data":{"__proto__":{}}',
    "[",
    "]",
    "{",
    "}",
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
  ],
  ...[
    "prompt",
    "prompt,x\n",
    "title: x",
    "---\n",
    "...\n",
    "---",
    "&a ",
    "*a",
    "!!js/function ",
    "? ",
    "- ",
    ": ",
    "|",
    ">",
    "#",
  ],
  ...[
    "\0",
    "\ufeff",
    "\ud800",
    "😀",
    "\\u0000",
    "\\ud800",
    "sep=;\n",
    " ",
    "a",
    "1e999",
    "%YAML 1.1\n",
    "<<: *a",
    "data: {a: ",
  ],
);
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fragment, { maxLength: 25 }).map((parts) => Buffer.from(parts.join(""))),
  fc.array(fragment, { maxLength: 25 }).map((parts) => Buffer.from(`\ufeff${parts.join("")}`, "utf16le")),
  fc.array(fragment, { maxLength: 25 }).map((parts) => Buffer.from(`---\n${parts.join("")}\n---\nBody`)),
);

/** All keys and texts in a value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    yield key;
    yield* textsIn(Reflect.get(value, key));
  }
}

describe("whatever is in a file", () => {
  it.each(NAMES)(
    "%s is read to its end, into good prompts and rejections with code, message and source",
    async (name) => {
      const cwd = folderWith();
      await fc.assert(
        fc.asyncProperty(contents, fc.option(fc.constant("letter"), { nil: undefined }), async (bytes, template) => {
          writeFileSync(join(cwd, name), bytes);
          const { items } = await read([name], { cwd, ...(template && { template }) });
          expect(items.length).toBeGreaterThan(0);
          const lines = bytes.toString("latin1").split(/\r\n?|\n/).length + 1;
          for (const item of items) {
            if (item.kind === "prompt") {
              expect(promptSchema.safeParse(item.found.prompt).success).toBe(true);
              for (const text of textsIn(item.found.prompt)) expect(text).not.toMatch(/\0|\p{Surrogate}|^__proto__$/u);
              continue;
            }
            const { code, message, source, line = 1, column = 1 } = item.problem;
            expect(ERROR_CODES).toContain(code);
            expect(message).toMatch(/\S.*[.]$/s);
            expect(source).toBe(join(cwd, name));
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(lines);
            expect(column).toBeGreaterThan(0);
          }
        }),
        { numRuns: 6000 },
      );
      expect("polluted" in {}).toBe(false);
    },
  );
});
