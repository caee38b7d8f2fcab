import { ENVIRONMENT } from "../../../shared/settings";
import { VERSION } from "../../../shared/version";
import { type DescribedCommand, type DescribedOption, type DescribedValue, everyCommand } from "./describe";

/** Characters of a line, before some of them are written with two or four. */
const WIDTH = 72;

const EXIT_CODES = [
  ["0", "All done; for doctor and verify: nothing is wrong."],
  ["1", "Some prompt failed; for doctor and verify: something is wrong."],
  ["2", "The call or its input is wrong. Nothing was done, or nothing of the input could be queued."],
  ["130", "Interrupted. Nothing is lost: the same call goes on."],
] as const;

const OTHER_VARIABLES = [
  [
    "PDFPROMPT_WORKER_CONCURRENCY",
    "Jobs rendered at once by a worker: a number, auto, small, standard or large. Default: auto for render and the " +
      "window, 3 for drain and worker.",
  ],
  ["PDFPROMPT_LOG_LEVEL", "What is logged: silent, error, warn, info, debug or trace."],
  ["PDFPROMPT_LOG_FORMAT", "text or json. Default: text on stderr, json in a file."],
  ["PDFPROMPT_LOG_FILE", "A file to log to, too."],
  ["PDFPROMPT_LOG_PROMPTS", "1: words of the user may stand in the log."],
  ["PDFPROMPT_API_TOKEN", "Token of serve, at least 32 characters. Default: a new one each start."],
  ["PDFPROMPT_ELECTRON", "Path of another Electron executable."],
  ["SOURCE_DATE_EPOCH", "What counts as now with --reproducible, in seconds since 1970."],
] as const;

/** The manual page pdfprompt(1), in the macros of man(7). */
export function manualPage(program: DescribedCommand): string {
  const isOwn = ({ path, commands: below }: DescribedCommand) => below.length === 0 && path.at(-1) !== "help";
  const commands = [...everyCommand(program)].slice(1).filter(isOwn);
  return [
    `.\\" Made by: pdfprompt man`,
    `.TH PDFPROMPT 1 "" "PDFPrompt ${VERSION}" "User Commands"`,
    ".SH NAME",
    "pdfprompt \\- turn batches of prompts into PDFs",
    ".SH SYNOPSIS",
    ".B pdfprompt",
    ".RI [ command\\ [ options ]]",
    ".SH DESCRIPTION",
    roff(program.description),
    ".PP",
    roff(program.text.split("\n")[0] ?? ""),
    "Progress goes to standard error, results to standard output; with",
    ".B \\-\\-json",
    "the last line of standard output is one JSON object.",
    ".SH OPTIONS",
    ...program.options.flatMap(option),
    ".SH COMMANDS",
    ...commands.flatMap(command),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, says]) => [".TP", `.B ${code}`, roff(says)]),
    ".SH ENVIRONMENT",
    "Options beat the environment, the environment beats the defaults.",
    ...OTHER_VARIABLES.flatMap(([name, says]) => [".TP", `.B ${name}`, roff(says)]),
    ...Object.entries(ENVIRONMENT).flatMap(([name, { min, max, default: fallback }]) => [
      ".TP",
      `.B ${name}`,
      roff(`${VARIABLES[name as keyof typeof ENVIRONMENT]} From ${min} to ${max}, default ${fallback}.`),
    ]),
    ".SH EXAMPLES",
    ...examples(program),
    "",
  ].join("\n");
}

const VARIABLES: Record<keyof typeof ENVIRONMENT, string> = {
  MAX_PDF_CONCURRENCY: "Most PDFs in the making at once in the whole process.",
  PDFPROMPT_BATCH_SIZE: "Most jobs of one drain.",
  PDFPROMPT_MAX_MS_PER_INVOCATION: "Time budget of one drain in milliseconds.",
  PDFPROMPT_POLL_MS: "How long an idle worker waits before it looks for jobs of other processes, in milliseconds.",
  PDFPROMPT_MAX_PAGES: "Most pages of a PDF.",
  PDFPROMPT_MAX_PDF_MB: "Largest PDF, in MB.",
  PDFPROMPT_MAX_RENDERER_MB: "Most memory of the renderer of one document, in MB.",
};

function command(described: DescribedCommand): string[] {
  const { path, description, arguments: values, options, text } = described;
  const synopsis = [...values.map(argument), "\\fR[\\fIoptions\\fR]"].join(" ");
  return [
    `.SS "pdfprompt ${path.join(" ")}"`,
    `.B pdfprompt ${verbatim(path.join(" "))}`,
    ...(synopsis === "" ? [] : [synopsis]),
    ".PP",
    `${roff(description.charAt(0).toUpperCase() + description.slice(1))}.`,
    ...values.flatMap((value) => [".TP", argument(value), roff(value.description)]),
    ...options.flatMap(option),
    ...(text === "" ? [] : [".PP", ...text.split("\n").filter(Boolean).map(roff)]),
    ...(described.examples.length === 0 ? [] : [".PP", "Examples:", ...examples(described)]),
  ];
}

function argument({ name, isRequired, isVariadic }: DescribedValue): string {
  const shown = `\\fI${verbatim(name)}\\fR${isVariadic ? "..." : ""}`;
  return isRequired ? shown : `[${shown}]`;
}

function option({ short, long, description, value }: DescribedOption): string[] {
  const flags = [short, long].filter((flag) => flag !== undefined).map((flag) => `\\fB${verbatim(flag)}\\fR`);
  const takes = value ? ` \\fI${verbatim(value.name)}\\fR` : "";
  return [".TP", `${flags.join(", ")}${takes}`, roff(description)];
}

function examples({ examples: all }: DescribedCommand): string[] {
  return all.flatMap(({ call, says }) => [".TP", `\\fB${verbatim(call)}\\fR`, roff(says === "" ? "." : says)]);
}

/** Text in lines of a width that editors show; none of them is taken for a request. */
function roff(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(verbatim).join("\n");
}

/** Text as it is: hyphens of options may be copied, quotes stay what they are. */
function verbatim(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha")
    .replaceAll("…", "...");
  return escaped.startsWith(".") ? `\\&${escaped}` : escaped;
}
