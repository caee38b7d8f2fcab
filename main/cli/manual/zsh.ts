import type { DescribedCommand, DescribedOption, DescribedValue } from "./describe";

/** A completion script for zsh. It may be sourced, or lie in a folder of `fpath` as `_pdfprompt`. */
export function zshCompletion(program: DescribedCommand): string {
  return `#compdef pdfprompt
# Completion of pdfprompt for zsh. Made by: pdfprompt completion zsh
${functionsOf(program).join("\n")}
if [[ $funcstack[1] == _pdfprompt ]]; then _pdfprompt "$@"; else compdef _pdfprompt pdfprompt; fi
`;
}

/** One function a command, those of its subcommands first. */
function functionsOf(command: DescribedCommand): string[] {
  const name = ["_pdfprompt", ...command.path].join("_");
  const specs = [...command.options.flatMap(optionSpecs), ...command.arguments.map(argumentSpec)];
  if (command.commands.length === 0) return [`${name}() {\n  _arguments -s -S ${lines(specs)}\n}`];
  const words = command.commands.map(({ path, description }) => quote(`${path.at(-1)}:${description}`));
  const cases = command.commands.map(({ path }) => `      ${path.at(-1)}) ${["_pdfprompt", ...path].join("_")} ;;`);
  return [
    ...command.commands.flatMap(functionsOf),
    `${name}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C ${lines([...specs, "'1: :->command'", "'*:: :->rest'"])}
  case $state in
    command)
      local -a commands
      commands=(${words.join(" ")})
      _describe command commands
      ;;
    rest)
      case $words[1] in
${cases.join("\n")}
      esac
      ;;
  esac
}`,
  ];
}

const lines = (specs: readonly string[]) => specs.map((spec) => `\\\n    ${spec}`).join(" ");

function optionSpecs({ short, long, description, value }: DescribedOption): string[] {
  const says = `[${description.split(/[;(]/)[0]?.trim().replaceAll("]", "\\]").replaceAll("[", "\\[")}]`;
  const takes = value ? `:${value.name.replaceAll(":", "\\:")}:${actionOf(value)}` : "";
  const flags = short === undefined ? [long] : [short, long];
  const others = `(${flags.join(" ")})`;
  // `=`: the value may follow an equals sign, or be the next word.
  return flags.map((flag) => quote(`${others}${flag}${value && flag.startsWith("--") ? "=" : ""}${says}${takes}`));
}

function argumentSpec(value: DescribedValue): string {
  return quote(`${value.isVariadic ? "*" : ""}:${value.name}:${actionOf(value)}`);
}

function actionOf({ words, path }: DescribedValue): string {
  const files = path === "file" ? "_files" : path === "folder" ? "_files -/" : "";
  if (words.length === 0) return files === "" ? " " : files;
  return `(${words.join(" ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
