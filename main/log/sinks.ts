import type { LogFormat } from "../../shared/log";
import { printable } from "../../shared/printable";
import type { RotatingFile } from "./rotating-file";

/** Where finished lines go. */
export interface Sink {
  /** @param line a JSON object and a line end, as pino writes it */
  write(line: string): void;
}

/** What every line has, and what is not shown twice in a text. */
interface LogRecord {
  level: string;
  time: string;
  msg?: string;
  /** Words of the user, where they were asked for. */
  words?: unknown;
  err?: { message?: string };
}

/** Writes to stderr: bare texts, or the objects. */
export function stderrSink(format: LogFormat): Sink {
  return { write: (line) => process.stderr.write(format === "json" ? line : `${textOf(line)}\n`) };
}

/** Writes to a file: texts with time and level, or the objects. That it cannot be written is said once. */
export function fileSink(file: RotatingFile, format: LogFormat, onFailure: () => void): Sink {
  return {
    write: (line) => {
      const isWritten = file.write(format === "json" ? line : `${datedTextOf(line)}\n`);
      if (!isWritten) onFailure();
    },
  };
}

function textOf(line: string): string {
  const { msg = "", words, err } = JSON.parse(line) as LogRecord;
  const parts = [msg, err?.message ?? "", words === undefined ? "" : JSON.stringify(words)];
  return printable(parts.filter((part) => part !== "").join(" "));
}

function datedTextOf(line: string): string {
  const { time, level } = JSON.parse(line) as LogRecord;
  return `${time} ${level.padEnd(5)} ${textOf(line)}`;
}
