import type { Argument, Command, Help, Option } from "commander";
import { type Example, helpAfterOptions } from "../examples";

/** What may stand where a value is asked for. */
export interface DescribedValue {
  /** As the help writes it, without its brackets: `dir`, `input...`. */
  name: string;
  isRequired: boolean;
  isVariadic: boolean;
  /** Words that may stand there, or some of those that may. */
  words: readonly string[];
  /** Whether the name of a file, or of a folder alone, may stand there. */
  path: "file" | "folder" | undefined;
}

export interface DescribedOption {
  /** `-o`, where there is one. */
  short: string | undefined;
  /** `--out` */
  long: string;
  /** With choices and default, as the help prints it. */
  description: string;
  value: DescribedValue | undefined;
}

/** A command as its help shows it, for everything else that is to say the same. */
export interface DescribedCommand {
  /** Words after the name of the program; empty for the program itself. */
  path: readonly string[];
  description: string;
  arguments: readonly (DescribedValue & { description: string })[];
  options: readonly DescribedOption[];
  commands: readonly DescribedCommand[];
  examples: readonly Example[];
  /** What the help says besides. */
  text: string;
}

const suggested = new WeakMap<Option, readonly string[]>();

/** Words that completion offers for an option that takes others, too. */
export function suggest(option: Option, words: readonly string[]): Option {
  suggested.set(option, words);
  return option;
}

/** Describes the program, or a command of it with all below: nothing is said here that the program does not do. */
export function describeCommand(command: Command, path: readonly string[] = []): DescribedCommand {
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => describeArgument(argument, help, command)),
    options: help.visibleOptions(command).map((option) => describeOption(option, help)),
    commands: children.map((child) => describeCommand(child, [...path, child.name()])),
    ...helpAfterOptions(command),
  };
}

function describeArgument(argument: Argument, help: Help, command: Command) {
  const name = argument.name();
  // `help [command]` is commander's own and knows no choices.
  const siblings = command.name() === "help" ? (command.parent?.commands ?? []).map((other) => other.name()) : [];
  return {
    ...toValue(name, argument.argChoices ?? siblings),
    isRequired: argument.required,
    isVariadic: argument.variadic,
    description: help.argumentDescription(argument),
  };
}

function describeOption(option: Option, help: Help): DescribedOption {
  const [, placeholder] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  const value = placeholder && {
    ...toValue(placeholder, option.argChoices ?? suggested.get(option)),
    isRequired: option.required,
    isVariadic: option.variadic,
  };
  return {
    short: option.short,
    long: option.long ?? "",
    description: help.optionDescription(option),
    value: value || undefined,
  };
}

/** Pieces of a placeholder that are no words to type. */
const NO_WORDS = /^(n|ms|name|id|pattern|list|.*(file|path|manifest|input|dir|folder).*)$/;

function toValue(
  name: string,
  choices: readonly string[] | undefined,
): Pick<DescribedValue, "name" | "words" | "path"> {
  const pieces = name.replace("...", "").split("|");
  // `<n|auto|small>`: the words stand in the placeholder itself.
  const words = choices ?? (pieces.length > 1 ? pieces.filter((piece) => !NO_WORDS.test(piece)) : []);
  const isFile = pieces.some((piece) => /file|path|manifest|input/.test(piece));
  const isFolder = pieces.some((piece) => /^(dir|folder)$/.test(piece));
  return { name, words, path: isFile ? "file" : isFolder ? "folder" : undefined };
}

/** A command and all below it, itself first. */
export function* everyCommand(command: DescribedCommand): Generator<DescribedCommand> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}
