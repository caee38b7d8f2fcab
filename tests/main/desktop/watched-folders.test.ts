import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Preset, Presets } from "../../../main/desktop/import/presets";
import { WatchedFolders } from "../../../main/desktop/watched-folders";
import { lockFolder, Queue } from "../../../main/queue";
import { Worker } from "../../../main/worker";
import { writeResults } from "../../../main/worker/results";
import type { FailedFile } from "../../../shared/watched-folders";
import { fakeStages } from "../../support/fake-stages";
import { tempFolder } from "../../support/temp";
import { until } from "../../support/until";

let home: string;
let queue: Queue;
let presets: Presets;
let worker: Worker;
let outDir: string;
let notices: string[];
let failed: FailedFile[];
let rendered: string[];
let stopWorker: () => Promise<void>;
const all: WatchedFolders[] = [];

beforeEach(() => {
  home = tempFolder();
  outDir = join(home, "out");
  notices = [];
  failed = [];
  for (const name of ["app", "letters", "invoices"]) mkdirSync(join(home, name));
  queue = new Queue(join(home, "app", "queue.db"));
  presets = new Presets(join(home, "app", "presets.json"));
  const { stages, seen } = fakeStages(2);
  rendered = seen.rendered;
  worker = new Worker({
    ...stages,
    queue,
    // Only who wakes it gets it to work before the test is over.
    settings: { pollMs: 3_600_000 },
    concurrency: () => 2,
    writeResults: (batch, signal) => writeResults(queue, batch, signal),
  });
  const working = new AbortController();
  const loop = worker.runLoop(working.signal);
  stopWorker = async () => {
    working.abort();
    await loop;
  };
});
afterEach(async () => {
  for (const watched of all.splice(0)) await watched.close();
  await stopWorker();
  queue.close();
});

function newWatched(): WatchedFolders {
  const watched = new WatchedFolders({
    queue,
    file: join(home, "app", "watched.json"),
    outDir: () => outDir,
    presets,
    wake: () => worker.wake(),
    notice: (line) => notices.push(line),
    settleMs: 0,
    retryMs: 20,
  });
  watched.watchFailed((file) => failed.push(file));
  presets.watch((name) => void watched.presetChanged(name));
  all.push(watched);
  return watched;
}

const at = (...parts: string[]) => join(home, ...parts);
const idOf = (watched: WatchedFolders, name: string) => watched.list.find((folder) => folder.name === name)?.id ?? -1;
const stateOf = (watched: WatchedFolders, name: string) => watched.list.find((folder) => folder.name === name)?.state;
const kept = () => JSON.parse(readFileSync(at("app", "watched.json"), "utf8")).folders as string[];

/** Drops a prompt into a folder and waits until its PDF is there and the prompt is put away. */
async function expectRendered(folder: string, name: string): Promise<void> {
  writeFileSync(at(folder, `${name}.md`), `text of ${name}`);
  await until(`${name} is in done`, () => existsSync(at(folder, "done", `${name}.md`)));
  expect(existsSync(at(folder, "pdfs", `${name}.pdf`))).toBe(true);
}

describe("a watched folder", () => {
  it("has its files rendered into its own pdfs, until it is removed", async () => {
    const watched = newWatched();
    const before = watched.changes;
    await watched.add(at("letters"));
    expect(watched.list).toEqual([
      { id: expect.any(Number), path: at("letters"), name: "letters", preset: null, state: "watching", problem: null },
    ]);
    expect(watched.changes).toBeGreaterThan(before);
    await expectRendered("letters", "one");
    await watched.remove(idOf(watched, "letters"));
    expect(watched.list).toEqual([]);
    expect(kept()).toEqual([]);
    // Nobody has it any more, so nobody takes what arrives in it.
    lockFolder(at("letters")).release();
  });

  it("is watched again at the next start, with what was under way", async () => {
    const first = newWatched();
    await first.add(at("letters"));
    await first.add(at("invoices"));
    queue.pause("finish");
    writeFileSync(at("letters", "later.md"), "later");
    await until("it is taken", () => queue.stats().queued === 1);
    await first.close();
    expect(kept()).toEqual([at("letters"), at("invoices")]);
    expect(existsSync(at("letters", "later.md"))).toBe(true);

    const second = newWatched();
    await second.restore();
    expect(second.list.map(({ name, state }) => [name, state])).toEqual([
      ["letters", "watching"],
      ["invoices", "watching"],
    ]);
    queue.resume();
    worker.wake();
    await until("it is done", () => existsSync(at("letters", "done", "later.md")));
    await expectRendered("invoices", "two");
    expect(rendered.filter((text) => text === "later")).toHaveLength(1);
  });

  it("that is removed with work under way goes on with it when it is added again", async () => {
    const watched = newWatched();
    await watched.add(at("letters"));
    queue.pause("finish");
    writeFileSync(at("letters", "a.md"), "text");
    await until("it is taken", () => queue.stats().queued === 1);
    const removed = watched.remove(idOf(watched, "letters"));
    const added = watched.add(at("letters"));
    await Promise.all([removed, added]);
    expect(stateOf(watched, "letters")).toBe("watching");
    queue.resume();
    worker.wake();
    await until("it is done", () => existsSync(at("letters", "done", "a.md")));
    expect(rendered).toEqual(["text"]);
  });

  it("tells of files that fail, with the reason, and of no others", async () => {
    const watched = newWatched();
    await watched.add(at("letters"));
    await expectRendered("letters", "good");
    writeFileSync(at("letters", "bad.md"), "---\ntitel: x\n---\ntext\n");
    await until("it is told", () => failed.length > 0);
    expect(failed).toEqual([
      {
        folderId: idOf(watched, "letters"),
        folderName: "letters",
        path: "bad.md",
        target: "failed/bad.md",
        problem: expect.objectContaining({ code: "input-invalid", line: 2 }),
      },
    ]);
    expect(existsSync(at("letters", "failed", "bad.md.error.json"))).toBe(true);
  });
});

describe("a folder that cannot be watched", () => {
  it("says why, stops no other, and is watched when it comes back", async () => {
    const watched = newWatched();
    await watched.add(at("letters"));
    await watched.add(at("invoices"));
    renameSync(at("letters"), at("elsewhere"));
    await until("it is gone", () => stateOf(watched, "letters") === "unwatchable");
    expect(watched.list[0]?.problem?.message).toContain(`The folder ${at("letters")} is gone`);
    await expectRendered("invoices", "meanwhile");
    renameSync(at("elsewhere"), at("letters"));
    await until("it is back", () => stateOf(watched, "letters") === "watching");
    await expectRendered("letters", "again");
  });

  it("at the start is tried until it is there, and told of once", async () => {
    writeFileSync(at("app", "watched.json"), JSON.stringify({ folders: [at("usb"), at("letters")] }));
    const watched = newWatched();
    await watched.restore();
    expect(watched.list.map(({ state }) => state)).toEqual(["unwatchable", "watching"]);
    expect(watched.list[0]?.problem).toMatchObject({ code: "input-unreadable", source: at("usb") });
    await expectRendered("letters", "meanwhile");
    const changes = watched.changes;
    expect(notices.filter((line) => line.includes(at("usb")))).toHaveLength(1);
    mkdirSync(at("usb"));
    await until("it is watched", () => stateOf(watched, "usb") === "watching");
    expect(watched.changes).toBe(changes + 1);
    await expectRendered("usb", "again");
  });

  it("because another process has it is watched when that one lets go", async () => {
    const lock = lockFolder(at("letters"));
    const watched = newWatched();
    await watched.add(at("letters"));
    expect(stateOf(watched, "letters")).toBe("unwatchable");
    expect(watched.list[0]?.problem?.message).toContain("watched already");
    lock.release();
    await until("it is watched", () => stateOf(watched, "letters") === "watching");
  });

  it("may be removed, and is tried no more then", async () => {
    const watched = newWatched();
    await watched.add(at("letters"));
    rmSync(at("letters"), { recursive: true });
    await until("it is gone", () => stateOf(watched, "letters") === "unwatchable");
    await watched.remove(idOf(watched, "letters"));
    await watched.add(at("usb"));
    await watched.remove(idOf(watched, "usb"));
    expect(watched.list).toEqual([]);
    mkdirSync(at("usb"));
    // Another one is tried several times meanwhile.
    await watched.add(at("other"));
    mkdirSync(at("other"));
    await until("the other is watched", () => stateOf(watched, "other") === "watching");
    lockFolder(at("usb")).release();
  });
});

describe("a wrong preset", () => {
  const WRONG = '{\n  "tempalte": "letter"\n}\n';

  it("is told with its line, also where it becomes wrong later, and holds up its files until it is mended", async () => {
    writeFileSync(at("letters", "pdfprompt.json"), WRONG);
    const watched = newWatched();
    await watched.add(at("letters"));
    const wrong = { source: at("letters", "pdfprompt.json"), line: 2 };
    expect(watched.list[0]).toMatchObject({ state: "preset-wrong", problem: wrong });
    writeFileSync(at("letters", "pdfprompt.json"), "{}");
    await until("it is watched", () => stateOf(watched, "letters") === "watching");
    writeFileSync(at("letters", "pdfprompt.json"), WRONG);
    await until("it is wrong again", () => stateOf(watched, "letters") === "preset-wrong");
    expect(watched.list[0]?.problem).toMatchObject(wrong);
    rmSync(at("letters", "pdfprompt.json"));
    await until("it is watched again", () => stateOf(watched, "letters") === "watching");
    await expectRendered("letters", "at-last");
  });

  it("that sends PDFs where files are put away is told once, however long it stays", async () => {
    const watched = newWatched();
    await watched.add(at("letters"));
    await watched.add(at("invoices"));
    writeFileSync(at("letters", "pdfprompt.json"), '{ "out": "done" }');
    await until("it is wrong", () => stateOf(watched, "letters") === "unwatchable");
    for (const name of ["one", "two", "three"]) await expectRendered("invoices", name);
    expect(notices.filter((line) => line.includes("cannot go into"))).toHaveLength(1);
  });
});

describe("a preset of the sheet", () => {
  const preset = (pattern: string, more: Partial<Preset> = {}): Preset => ({
    name: "Offers",
    pattern,
    template: "letter",
    ownTemplate: null,
    onConflict: "replace",
    options: { pageSize: "A5" },
    ...more,
  });
  const settingsOfNewest = () => {
    const [batch] = queue.overview.batches(1).batches;
    return JSON.parse(queue.overview.settingsOf(batch?.id ?? ""));
  };
  const drop = async (name: string, output: string) => {
    writeFileSync(at("letters", `${name}.md`), `text of ${name}`);
    await until(`${output} is made`, () => existsSync(at("letters", "pdfs", output)));
    await until(`${name} is in done`, () => existsSync(at("letters", "done", `${name}.md`)));
  };

  it("is what the files of a folder are rendered with, before its own settings, and lets no scripts run", async () => {
    writeFileSync(
      at("letters", "pdfprompt.json"),
      JSON.stringify({ template: "report", name: "own-{stem}", retries: 7, options: { margins: "20mm" } }),
    );
    presets.save(preset("offer-{stem}"));
    const watched = newWatched();
    await watched.add(at("letters"), "Offers");
    expect(watched.list[0]).toMatchObject({ preset: "Offers", state: "watching" });
    await drop("one", "offer-one.pdf");
    expect(settingsOfNewest()).toMatchObject({
      template: "letter",
      onConflict: "replace",
      options: { pageSize: "A5", margins: "20mm" },
      retries: 7,
      allowScripts: false,
    });
    await watched.choosePreset(idOf(watched, "letters"), null);
    await drop("two", "own-two.pdf");
    expect(settingsOfNewest()).toMatchObject({ template: "report", onConflict: "unique", allowScripts: false });
  });

  it("holds at the next start, as it is then and as it is changed", async () => {
    presets.save(preset("offer-{stem}"));
    const first = newWatched();
    await first.add(at("letters"));
    await first.add(at("invoices"));
    await first.choosePreset(idOf(first, "letters"), "Offers");
    await first.close();
    const second = newWatched();
    await second.restore();
    expect(second.list.map(({ name, preset: chosen }) => [name, chosen])).toEqual([
      ["letters", "Offers"],
      ["invoices", null],
    ]);
    await drop("one", "offer-one.pdf");
    presets.save(preset("bid-{stem}"));
    await drop("two", "bid-two.pdf");
  });

  it("that is deleted, or whose template is gone, holds up the files until that is mended", async () => {
    const own = at("card.liquid");
    presets.save(preset("offer-{stem}"));
    presets.save(preset("", { name: "Cards", template: "own", ownTemplate: own }));
    const watched = newWatched();
    await watched.add(at("letters"), "Offers");
    presets.remove("Offers");
    await until("it waits", () => stateOf(watched, "letters") === "unwatchable");
    expect(watched.list[0]?.problem?.message).toContain('The preset "Offers" was deleted');
    presets.save(preset("again-{stem}"));
    await drop("one", "again-one.pdf");
    await watched.choosePreset(idOf(watched, "letters"), "Cards");
    expect(watched.list[0]?.problem?.message).toContain(`The template of the preset "Cards" is gone: ${own}`);
    writeFileSync(own, "{{ content }}");
    await drop("two", "two.pdf");
    expect(settingsOfNewest()).toMatchObject({ template: own });
    rmSync(own);
    await until("it waits, though it was watched", () => stateOf(watched, "letters") === "unwatchable");
    expect(watched.list[0]?.problem?.message).toContain(`The template of the preset "Cards" is gone: ${own}`);
    writeFileSync(own, "{{ content }}");
    await drop("three", "three.pdf");
    presets.save(preset("", { name: "Cards", template: "own", ownTemplate: null }));
    await until("it waits for a template", () => stateOf(watched, "letters") === "unwatchable");
    expect(watched.list[0]?.problem?.message).toContain('The preset "Cards" names no template');
    presets.save(preset("{stm}", { name: "Cards" }));
    await until("its names are wrong", () => watched.list[0]?.problem?.message.includes("are wrong") === true);
    expect(watched.list[0]?.problem?.message).toContain('The names of the preset "Cards" are wrong');
  });

  it("that is chosen already is not watched anew", async () => {
    presets.save(preset("offer-{stem}"));
    const watched = newWatched();
    await watched.add(at("letters"), "Offers");
    const { changes } = watched;
    await watched.choosePreset(idOf(watched, "letters"), "Offers");
    expect(watched.changes).toBe(changes);
  });

  it("whose name is damaged in the list is as one that was deleted, and the others hold", async () => {
    presets.save(preset("offer-{stem}"));
    for (const name of ["usb", "disk"]) mkdirSync(at(name));
    const folders = ["letters", "invoices", "usb", "disk"].map((name) => at(name));
    const damaged = { [at("letters")]: "Offers", [at("invoices")]: "", [at("usb")]: { name: "Offers" } };
    writeFileSync(at("app", "watched.json"), JSON.stringify({ folders, presets: damaged }));
    const first = newWatched();
    await first.restore();
    const shown = first.list.map(({ preset: chosen, state }) => [chosen, state]);
    expect(shown).toEqual([
      ["Offers", "watching"],
      ['""', "unwatchable"],
      ['{"name":"Offers"}', "unwatchable"],
      [null, "watching"],
    ]);
    expect(first.list[1]?.problem?.message).toContain("was deleted");
    await first.remove(idOf(first, "disk"));
    await first.close();
    const second = newWatched();
    await second.restore();
    expect(second.list.map(({ preset: chosen, state }) => [chosen, state])).toEqual(shown.slice(0, 3));
    await second.close();

    writeFileSync(at("app", "watched.json"), JSON.stringify({ folders: [at("letters")], presets: ["Offers"] }));
    const third = newWatched();
    await third.restore();
    expect(third.list.map(({ state }) => state)).toEqual(["unwatchable"]);
  });
});

describe("a folder is refused", () => {
  it("that is watched, lies in one that is, or holds one, also by another name", async () => {
    const watched = newWatched();
    mkdirSync(at("letters", "sub", "deeper"), { recursive: true });
    symlinkSync(at("letters"), at("link"));
    await watched.add(at("letters", "sub"));
    await expect(watched.add(at("letters", "sub"))).rejects.toThrow("is watched already");
    await expect(watched.add(at("link", "sub"))).rejects.toThrow("is watched already");
    await expect(watched.add(at("letters", "sub", "deeper"))).rejects.toThrow("lies in");
    await expect(watched.add(at("letters"))).rejects.toThrow("In the folder");
    expect(watched.list.map(({ name }) => name)).toEqual(["sub"]);
    expect(kept()).toEqual([at("letters", "sub")]);
  });

  it("that holds the app's own files or the window's PDFs, which would be taken for prompts", async () => {
    const watched = newWatched();
    await expect(watched.add(home)).rejects.toThrow("the app's own files");
    await expect(watched.add(at("app"))).rejects.toThrow("the app's own files");
    outDir = at("letters");
    await expect(watched.add(at("letters"))).rejects.toThrow("The PDFs of the window go into");
    outDir = at("letters", "made");
    await expect(watched.add(at("letters"))).rejects.toThrow("The PDFs of the window go into");
    outDir = at("out");
    await watched.add(at("letters"));
    expect(() => watched.checkOutputFolder(at("letters", "made"))).toThrow("which is watched");
    expect(() => watched.checkOutputFolder(at("letters"))).toThrow("which is watched");
    expect(() => watched.checkOutputFolder(at("letters-made"))).not.toThrow();
  });
});

it("takes a list that cannot be read as none, and one that lies as far as it can", async () => {
  writeFileSync(at("app", "watched.json"), "{");
  const watched = newWatched();
  await watched.restore();
  expect(watched.list).toEqual([]);
  writeFileSync(at("app", "watched.json"), JSON.stringify({ folders: ["letters"] }));
  await watched.restore();
  expect(watched.list).toEqual([]);
  mkdirSync(at("letters", "sub"));
  const folders = [at("letters"), at("letters", "sub"), at("letters")];
  writeFileSync(at("app", "watched.json"), JSON.stringify({ folders }));
  await watched.restore();
  expect(watched.list.map(({ state }) => state)).toEqual(["watching", "unwatchable"]);
});
