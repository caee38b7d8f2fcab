import { type DescribedCommand, type DescribedValue, everyCommand } from "./describe";

/** A completion script for bash, from 3.2 on. */
export function bashCompletion(program: DescribedCommand): string {
  const all = [...everyCommand(program)];
  const known = all.slice(1).map(({ path }) => pattern(path));
  return `# Completion of pdfprompt for bash. Made by: pdfprompt completion bash
_pdfprompt() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" i
  # "--option=value" comes in three words.
  if [[ "$current" == "=" ]]; then current=""
  elif [[ "$previous" == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${known.join(" | ")}) command="$command \${COMP_WORDS[i]}" ;;
    esac
  done
  local words="" paths=""
  case "$command $previous" in
${valueCases(all)}
    *)
      case "$command" in
${commandCases(all)}
      esac
      ;;
  esac
  local IFS=$'\\n'
  COMPREPLY=($(IFS=' '; compgen -W "$words" -- "$current"))
  if [[ -n "$paths" && ( "$current" != -* || -z "$words" ) ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen "$paths" -- "$current"))
  fi
}
complete -F _pdfprompt pdfprompt
`;
}

/** What follows an option that takes a value. */
function valueCases(all: readonly DescribedCommand[]): string {
  const lines = all.flatMap(({ path, options }) =>
    options.flatMap(({ short, long, value }) => {
      if (!value) return [];
      const flags = [short, long].filter((flag) => flag !== undefined).map((flag) => pattern([...path, flag]));
      return [`    ${flags.join(" | ")}) ${assignments(value, value.words)} ;;`];
    }),
  );
  return lines.join("\n");
}

function commandCases(all: readonly DescribedCommand[]): string {
  const lines = all.map(({ path, options, commands, arguments: values }) => {
    const own = commands.map((command) => command.path.at(-1) ?? "");
    const flags = options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined);
    const words = [...own, ...values.flatMap((value) => value.words), ...flags];
    const pathed = values.find((value) => value.path !== undefined);
    return `        ${path.length === 0 ? '""' : pattern(path)}) ${assignments(pathed, words)} ;;`;
  });
  return lines.join("\n");
}

function assignments(value: DescribedValue | undefined, words: readonly string[]): string {
  const paths = value?.path === "file" ? "-f" : value?.path === "folder" ? "-d" : "";
  return `words="${words.join(" ")}" paths="${paths}"`;
}

/** As the script spells where it is: each word after a blank. */
function pattern(path: readonly string[]): string {
  return `"${path.map((word) => ` ${word}`).join("")}"`;
}
