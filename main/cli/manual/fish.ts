import { type DescribedCommand, type DescribedValue, everyCommand } from "./describe";

/** A completion script for fish. */
export function fishCompletion(program: DescribedCommand): string {
  const lines = [...everyCommand(program)].flatMap((command) => linesOf(command));
  return `# Completion of pdfprompt for fish. Made by: pdfprompt completion fish
# The words of the command that was typed, without options.
function __pdfprompt_at
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l at
    for word in $typed
        set -l next (string join -- ' ' $at $word)
        contains -- "$next" ${[...everyCommand(program)]
          .slice(1)
          .map(({ path }) => quote(path.join(" ")))
          .join(" ")}
        and set at $at $word
    end
    set -l here (string join -- ' ' $at)
    test "$here" = "$argv"
end
complete -c pdfprompt -f
${lines.join("\n")}
`;
}

function linesOf({ path, options, commands, arguments: values }: DescribedCommand): string[] {
  const at = `complete -c pdfprompt -n ${quote(`__pdfprompt_at ${path.join(" ")}`.trim())}`;
  return [
    ...commands.map((command) => `${at} -a ${quote(command.path.at(-1) ?? "")} -d ${quote(command.description)}`),
    ...values.flatMap((value) => {
      const words = offered(value);
      return words === "" ? [] : [`${at} ${words}`];
    }),
    ...options.map(({ short, long, description, value }) =>
      [
        at,
        ...(short ? [`-s ${short.slice(1)}`] : []),
        `-l ${long.slice(2)}`,
        // An option that takes no file offers none, whatever the command takes besides.
        ...(value ? [value.path === "file" ? "-r" : "-x", offered(value)] : []),
        `-d ${quote(firstPart(description))}`,
      ]
        .filter(Boolean)
        .join(" "),
    ),
  ];
}

function offered({ words, path }: DescribedValue): string {
  const all = [...words, ...(path === "folder" ? ["(__fish_complete_directories)"] : [])];
  // Without -F, no files are offered: that is what the first line of all says.
  return [...(path === "file" ? ["-F"] : []), ...(all.length > 0 ? [`-a ${quote(all.join(" "))}`] : [])].join(" ");
}

/** Up to the first semicolon or bracket: a list has no room for more. */
function firstPart(description: string): string {
  return description.split(/[;(]/)[0]?.trim() ?? "";
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
