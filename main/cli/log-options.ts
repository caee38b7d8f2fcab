import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "../../shared/log";
import { type Log, openLog } from "../log";
import type { CommandContext } from "./command-context";

export interface LogFlags {
  logLevel?: LogLevel;
  logFormat?: LogFormat;
  logFile?: string;
}

/** `--log-level`, `--log-format` and `--log-file`. */
export function addLogOptions(command: Command, stderrLevel: LogLevel): Command {
  return command
    .addOption(
      new Option(
        "--log-level <level>",
        `what is logged (default: PDFPROMPT_LOG_LEVEL, or ${stderrLevel} on stderr and info in a file)`,
      ).choices(LOG_LEVELS),
    )
    .addOption(
      new Option(
        "--log-format <format>",
        "how (default: PDFPROMPT_LOG_FORMAT, or text on stderr and json in a file)",
      ).choices(LOG_FORMATS),
    )
    .option("--log-file <file>", "a file to log to, too; it is put aside at 10 MB (default: PDFPROMPT_LOG_FILE)");
}

/** The log of a command: its flags beat the environment, the environment beats the command's default. */
export function commandLog({ cwd, log }: CommandContext, flags: LogFlags, stderrLevel: LogLevel): Log {
  const file = flags.logFile ?? log.file;
  const settings = {
    level: flags.logLevel ?? log.level,
    format: flags.logFormat ?? log.format,
    file: file === undefined ? undefined : resolve(cwd, file),
    hasPrompts: log.hasPrompts,
  };
  return openLog(settings, { stderrLevel });
}
