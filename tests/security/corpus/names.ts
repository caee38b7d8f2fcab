import { type Case, jsonl } from "./case";

/** Names that would leave the folder, hide, or be something else on some system. */
const NAMES: readonly string[] = [
  "../evil",
  "../../evil",
  "..\\evil",
  "/tmp/evil",
  "C:\\evil",
  "C:evil",
  "\\\\host\\share\\evil",
  "a/b/c",
  "./evil",
  "~/evil",
  "evil\n.pdf",
  "CON",
  "nul.pdf",
  "com1.txt",
  "LPT9",
  "conin$",
  "evil.",
  "evil. . .",
  " evil ",
  ".hidden",
  "..",
  ".",
  "…",
  "evil:stream",
  "evil\u202Efdp.exe",
  "\u200Bevil\u200B",
  "\uFEFFevil",
  "Café",
  "Cafe\u0301",
  "EVIL",
  "evil",
  "ﬁle",
  "x".repeat(300),
  "é".repeat(300),
  "👩‍👩‍👧‍👦".repeat(60),
  "{title}",
  'a?*<>|"b',
  "%2e%2e%2fevil",
  "-rf",
  "\ud800",
];

export const NAME_CASES: readonly Case[] = [
  ...NAMES.map((output, index) =>
    jsonl(`name-${String(index).padStart(2, "0")}`, [{ prompt: `named ${index}`, title: "t", output }], {
      text: [`named ${index}`],
    }),
  ),
  jsonl(
    "twins",
    [
      { prompt: "first twin", output: "Twin" },
      { prompt: "second twin", output: "tWIN" },
      { prompt: "third twin", output: "twin.pdf" },
    ],
    { done: 3 },
  ),
  jsonl("unknown-placeholder", [{ prompt: "x", output: "{nothing}" }], { done: 0, rejectedAt: [1] }),
  jsonl("field-of-prototype", [{ prompt: "x", output: "{field:constructor}" }], { done: 0, rejectedAt: [1] }),
  jsonl("field-climbs", [{ prompt: "climbing", output: "{field:n}", data: { n: "../../evil" } }], {
    text: ["climbing"],
  }),
  jsonl("nul", [{ prompt: "x", output: "evil\0.pdf" }], { done: 0, rejectedAt: [1] }),
  jsonl("empty-name", [{ prompt: "x", output: "" }], { done: 0, rejectedAt: [1] }),
];
