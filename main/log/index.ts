import { resolve } from "node:path";
import pino, { type Logger, type LoggerOptions } from "pino";
import { PdfPromptError } from "../../shared/errors";
import type { EndedAttempt, LogFormat, LogLevel, LogSettings } from "../../shared/log";
import type { StageTimes } from "../../shared/stages";
import { endedLine } from "./ended-line";
import { RotatingFile } from "./rotating-file";
import { fileSink, type Sink, stderrSink } from "./sinks";

/**
 * A level between debug and info: lines about the beginning of jobs, which people like to watch. Text has them at info;
 * JSON, where one line a job is enough, at debug.
 */
const STEP = 25;
const SILENT = Number.POSITIVE_INFINITY;
const NUMBERS: Record<LogLevel, number> = { silent: SILENT, error: 50, warn: 40, info: 30, debug: 20, trace: 10 };
const HIDDEN = "[hidden]";
/** What carries secrets in what servers log. */
const SECRET_KEYS = ["token", "authorization", "cookie"];

/** What the engine is told to write to; spread it into the options of `openEngine`. */
export interface EngineLog {
  log: (line: string, kind?: "step") => void;
  notice: (line: string) => void;
  onEnded: (ended: EndedAttempt) => void;
}

/** The log of one process. */
export interface Log {
  engine: EngineLog;
  /** For everything else, and for a server's own lines. */
  logger: Logger<"step">;
  /** From now on this text, such as a token, is in no line. */
  hide(secret: string): void;
  close(): void;
}

/** What a door has by itself, where nobody said otherwise. */
export interface LogDefaults {
  /** Of stderr. A file that was asked for has info. */
  stderrLevel: LogLevel;
}

/**
 * Opens the log: stderr, and a file where one was named.
 * @throws PdfPromptError `output-unwritable` where the file cannot be opened
 */
export function openLog(settings: LogSettings, { stderrLevel }: LogDefaults): Log {
  const { level, format } = settings;
  const file = settings.file === undefined ? undefined : resolve(settings.file);
  const secrets: string[] = [];
  const rotating = file === undefined ? undefined : openFile(file);
  const sinks: { level: number; stream: Sink }[] = [];
  const add = (own: LogLevel, ownFormat: LogFormat, sink: (format: LogFormat) => Sink) => {
    const shown = format ?? ownFormat;
    const hiding = withoutSecrets(sink(shown), secrets);
    sinks.push({ level: threshold(level ?? own, shown), stream: hiding });
  };
  add(stderrLevel, "text", stderrSink);
  if (rotating) {
    const fails = () => void process.stderr.write(`[log] ${file} cannot be written; the work goes on without it\n`);
    add("info", "json", (shown) => fileSink(rotating, shown, fails));
  }
  const lowest = Math.min(...sinks.map((sink) => sink.level));
  const logger = pino(loggerOptions(lowest), pino.multistream(sinks, { dedupe: false }));
  return {
    engine: engineLog(logger, settings.hasPrompts),
    logger,
    hide: (secret) => void secrets.push(secret),
    close: () => rotating?.close(),
  };
}

function openFile(file: string): RotatingFile {
  try {
    return new RotatingFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError("output-unwritable", `The log file ${file} cannot be opened: ${why}.`, {}, error);
  }
}

function threshold(level: LogLevel, format: LogFormat): number {
  return level === "info" && format === "text" ? STEP : NUMBERS[level];
}

function withoutSecrets(sink: Sink, secrets: readonly string[]): Sink {
  return { write: (line) => sink.write(secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line)) };
}

function loggerOptions(lowest: number): LoggerOptions<"step"> {
  const known = { ...NUMBERS, step: STEP };
  const level = Object.entries(known).find(([, number]) => number === lowest)?.[0] ?? "silent";
  return {
    level,
    customLevels: { step: STEP },
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: HIDDEN },
  };
}

function engineLog(logger: Logger<"step">, hasPrompts: boolean): EngineLog {
  return {
    log: (line, kind) => (kind === "step" ? logger.step(line) : logger.info(line)),
    notice: (line) => logger.warn(line),
    onEnded: ({ words, ...ended }) => {
      const { output, message, prompt } = words;
      const { times } = ended;
      const rounded = { elapsedMs: toMicroseconds(ended.elapsedMs), times: times && roundedTimes(times) };
      const fields = {
        event: "job",
        ...ended,
        ...rounded,
        ...(hasPrompts ? { words: { output, message, prompt } } : {}),
      };
      const line = `[worker] ${endedLine({ words, ...ended })}`;
      if (ended.outcome === "released") logger.debug(fields, line);
      else logger.info(fields, line);
    },
  };
}

function roundedTimes(times: StageTimes): StageTimes {
  const stages = Object.entries(times).map(([stage, ms]) => [stage, toMicroseconds(ms)]);
  return Object.fromEntries(stages) as StageTimes;
}

/** Nobody reads more digits. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
