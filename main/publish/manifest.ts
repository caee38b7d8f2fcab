import { createReadStream, existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { PdfPromptError } from "../../shared/errors";
import { MANIFEST_NAME } from "../../shared/own-files";
import { outputKey } from "./names";
import { WholeFile } from "./whole-file";

export { MANIFEST_NAME };

/** Lines of an earlier manifest that are looked at before everything else has its turn. */
const LINES_AT_ONCE = 200;
/** How often it is begun anew where another process writes the same manifest meanwhile. */
const TRIES = 10;

const figure = z.number().nullable();

/**
 * A line of a manifest: what became of one prompt. Further keys are allowed, so that an older program reads what a newer
 * one wrote.
 */
export const manifestLineSchema = z.object({
  /** Id of the batch that wrote the line. */
  batch: z.string(),
  source: z.string().nullable(),
  line: figure,
  row: figure,
  state: z.enum(["done", "unchanged", "failed", "cancelled"]),
  /** Name of the PDF below the manifest's folder, with `/`; null without a PDF. */
  output: z.string().nullable(),
  sha256: z.string().nullable(),
  pages: figure,
  bytes: figure,
  /** Milliseconds by stage and in all; null where nothing was rendered. */
  times: z.record(z.string(), z.number()).nullable(),
  warnings: z.array(z.unknown()),
  code: z.string().optional(),
  message: z.string().optional(),
});

export type ManifestLine = z.infer<typeof manifestLineSchema>;

/** The line of a manifest, or undefined where it is none: cut off, or changed by hand. */
export function parseManifestLine(text: string): ManifestLine | undefined {
  try {
    const parsed = manifestLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an output's name stays in its folder. What a manifest says is not trusted. */
export function isInside(output: string): boolean {
  const normal = posix.normalize(output.replaceAll("\\", "/"));
  return normal !== ".." && !normal.startsWith("../") && !posix.isAbsolute(normal) && !/^[a-z]:/i.test(normal);
}

/** The lines of a text file, one at a time. @throws what the file system says */
export function readLines(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

export interface ManifestOptions {
  /** Absolute. */
  outDir: string;
  /** Tells temporary files apart. */
  token: string;
  /** The batch's own lines, page by page; asked for again where the manifest has to be begun anew. */
  pages: () => Iterable<readonly ManifestLine[]>;
  /** Whether a PDF with this key is among the batch's own; see `outputKey`. */
  isOwn: (key: string) => boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Writes the manifest of a folder, whole or not at all: the lines of a batch that has ended, and from the manifest that
 * was there the lines of other PDFs that still stand. Memory does not grow with the number of lines.
 * @returns its absolute path
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the signal fires
 */
export async function writeManifest(options: ManifestOptions): Promise<string> {
  const { outDir, token } = options;
  const target = join(outDir, MANIFEST_NAME);
  for (let tries = 1; ; tries += 1) {
    const before = identityOf(target);
    const file = await WholeFile.create(target, token);
    try {
      for (const page of options.pages()) {
        await pause(options.signal);
        for (const line of page) await file.write(`${JSON.stringify(line)}\n`);
      }
      if (before !== "") for await (const line of standing(target, options)) await file.write(`${line}\n`);
      await file.finish();
      // Another queue may have written there meanwhile: its lines must not be lost.
      if (identityOf(target) === before || tries === TRIES) {
        file.replace();
        return target;
      }
    } catch (error) {
      await file.discard();
      throw error;
    }
    await file.discard();
  }
}

/** Lines of an earlier manifest that are to be kept: of PDFs that are there and that this batch says nothing about. */
async function* standing(manifest: string, { outDir, isOwn, signal }: ManifestOptions): AsyncGenerator<string> {
  let read = 0;
  for await (const text of readLines(manifest)) {
    read += 1;
    if (read % LINES_AT_ONCE === 0) await pause(signal);
    const line = parseManifestLine(text);
    // Without a hash nothing is known of the file: it was skipped.
    if (!line?.output || line.sha256 === null || !isInside(line.output)) continue;
    if (isOwn(outputKey(outDir, line.output)) || !existsSync(join(outDir, line.output))) continue;
    yield text;
  }
}

/** Lets everything else have its turn. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw new PdfPromptError("cancelled", "The manifest was not written: the work was stopped.");
  await new Promise((resolve) => setImmediate(resolve));
}

/** Tells one version of a file from the next; empty without a file. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}
