import { mkdtempSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Composer, type ComposerOptions } from "../../../main/compose";
import { failure, promptFolder, request } from "./support";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = promptFolder();
let outDir = "";
let composer: Composer | undefined;

beforeAll(async () => {
  outDir = mkdtempSync(join(tmpdir(), "compose-worker-"));
  await build({
    configFile: false,
    root,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: join(root, "main/compose/compose-worker.ts"),
      outDir,
      minify: false,
      rolldownOptions: {
        external: [...builtinModules, /^node:/],
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "chunks/[name]-[hash].cjs" },
      },
    },
  });
}, 60_000);

afterAll(() => rmSync(outDir, { recursive: true, force: true }));
afterEach(() => composer?.close());

function start(options: Partial<ComposerOptions> = {}): Composer {
  composer = new Composer({ threads: 1, workerFile: join(outDir, "compose-worker.cjs"), ...options });
  return composer;
}

/** Keeps a thread busy for seconds without a pause. */
function endless() {
  folder.write("own.liquid", `${"{% for i in (1..9999) %}".repeat(3)}x${"{% endfor %}".repeat(3)}`);
  return request({ prompt: "x", template: "own.liquid" }, { baseDir: folder.path });
}

describe("Composer", () => {
  test("composes in threads, code and templates included", async () => {
    const own = start({ threads: 2 });
    await own.warmUp();
    const documents = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        own.compose(request({ prompt: `# T${index}\n\n\`\`\`py\nx = 1\n\`\`\`` })),
      ),
    );
    expect(documents.map(({ title }) => title)).toEqual(Array.from({ length: 8 }, (_, index) => `T${index}`));
    expect(documents[0]?.html).toContain("<span style=");
  });

  test("throws what failed in a thread as our own error, with code and place", async () => {
    const error = await failure(start().compose(request({ prompt: "x", template: "nope" }, { line: 4 })));
    expect(error.code).toBe("template-failed");
    expect(error.location).toEqual({ source: "/nowhere/note.md", line: 4 });
  });

  test("ends a document that takes too long, and goes on with the next", async () => {
    const own = start({ timeoutMs: 4000 });
    await own.warmUp();
    const late = failure(own.compose(endless()));
    const next = own.compose(request({ prompt: "# Next" }));
    const error = await late;
    expect(error.code).toBe("template-failed");
    expect(error.message).toContain("within 4 s");
    expect((await next).title).toBe("Next");
  });

  test("starts the deadline with the work, not with the wait for a thread", async () => {
    const own = start({ timeoutMs: 1500 });
    await own.warmUp();
    const documents = await Promise.all(Array.from({ length: 400 }, () => own.compose(request({ prompt: "x" }))));
    expect(documents).toHaveLength(400);
  });

  test("gives up at once what is cancelled, running or waiting", async () => {
    const own = start();
    await own.warmUp();
    const running = new AbortController();
    const waiting = new AbortController();
    const first = failure(own.compose(endless(), running.signal));
    const second = failure(own.compose(request({ prompt: "x" }), waiting.signal));
    waiting.abort();
    expect((await second).code).toBe("cancelled");
    running.abort();
    expect((await first).code).toBe("cancelled");
    expect((await failure(own.compose(request({ prompt: "x" }), running.signal))).code).toBe("cancelled");
    expect((await own.compose(request({ prompt: "# On" }))).title).toBe("On");
  });

  test("survives a document that needs too much memory", async () => {
    const own = start({ maxHeapMb: 60, timeoutMs: 20_000 });
    await own.warmUp();
    const error = await failure(own.compose(request({ prompt: "<b>x</b> ".repeat(1_500_000) })));
    expect(error.code).toBe("template-failed");
    expect(error.message).toContain("too much memory");
    expect((await own.compose(request({ prompt: "# On" }))).title).toBe("On");
  }, 40_000);

  describe("short documents, which go into a thread together", () => {
    const short = (index: number) => request({ prompt: `# T${index}` });
    const titles = (documents: readonly { title: string }[]) => documents.map(({ title }) => title);

    /** A composer that has learnt that documents are short. */
    async function quick(options: Partial<ComposerOptions>): Promise<Composer> {
      const own = start(options);
      await own.warmUp();
      for (let index = 0; index < 30; index += 1) await own.compose(short(index));
      return own;
    }

    test("are composed although one of them never ends, which alone fails", async () => {
      const own = await quick({ timeoutMs: 4000 });
      const [before, late, after] = [own.compose(short(1)), failure(own.compose(endless())), own.compose(short(2))];
      expect(titles(await Promise.all([before, after]))).toEqual(["T1", "T2"]);
      expect((await late).message).toContain("within 4 s");
    });

    test("are composed although one of them takes the thread's memory", async () => {
      const own = await quick({ maxHeapMb: 60, timeoutMs: 20_000 });
      const huge = request({ prompt: "<b>x</b> ".repeat(1_500_000) });
      const [before, failed, after] = [own.compose(short(1)), failure(own.compose(huge)), own.compose(short(2))];
      expect(titles(await Promise.all([before, after]))).toEqual(["T1", "T2"]);
      expect((await failed).message).toContain("too much memory");
    }, 40_000);

    test("are composed although one of them is cancelled meanwhile", async () => {
      const own = await quick({});
      const cancel = new AbortController();
      const [cancelled, other] = [failure(own.compose(endless(), cancel.signal)), own.compose(short(1))];
      await new Promise((resolve) => setImmediate(resolve));
      cancel.abort();
      expect((await cancelled).code).toBe("cancelled");
      expect((await other).title).toBe("T1");
    });
  });

  test("leaves nothing waiting when it is closed", async () => {
    const own = start();
    await own.warmUp();
    const all = [failure(own.compose(endless())), failure(own.compose(request({ prompt: "x" })))];
    await own.close();
    expect((await Promise.all(all)).map(({ code }) => code)).toEqual(["cancelled", "cancelled"]);
  });
});
