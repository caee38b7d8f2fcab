import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WatchService } from "../../../main/watch";
import { tempFolder } from "../../support/temp";
import { type WatchRig, type WatchRigOptions, watchRig } from "../../support/watch";

const rigs: WatchRig[] = [];
function rigWith(options: WatchRigOptions = {}): WatchRig {
  const rig = watchRig(options);
  rigs.push(rig);
  return rig;
}
afterEach(async () => {
  for (const rig of rigs.splice(0)) {
    await rig.stop();
    rig.queue.close();
  }
});

const write = ({ folder }: WatchRig, name: string, text: string) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = ({ folder }: WatchRig, name: string) => readFileSync(join(folder, name), "utf8");

/** Works off what is in the folder and ends. */
async function once(options: WatchRigOptions & { fill: (rig: WatchRig) => void }): Promise<WatchRig> {
  const rig = rigWith({ ...options, isOnce: true });
  options.fill(rig);
  rig.service.start();
  await rig.service.ended;
  return rig;
}

describe("files that arrive", () => {
  it("are rendered as they come, and moved to done with their folders", async () => {
    const rig = rigWith();
    rig.service.start();
    write(rig, "a.md", "first");
    await rig.until(() => rig.away.length === 1);
    write(rig, "sub/b.txt", "second");
    await rig.until(() => rig.away.length === 2);
    expect(rig.files()).toEqual(["done/a.md", "done/sub/b.txt", "pdfs/a.pdf", "pdfs/manifest.jsonl", "pdfs/sub/b.pdf"]);
    expect(rig.rendered).toEqual(["first", "second"]);
  });

  it("that fail are moved to failed with the reason and its line beside them", async () => {
    const rig = await once({ fill: (rig) => write(rig, "bad.jsonl", '{"prompt":\n') });
    expect(rig.files()).toEqual(["failed/bad.jsonl", "failed/bad.jsonl.error.json"]);
    expect(JSON.parse(read(rig, "failed/bad.jsonl.error.json"))).toEqual({
      file: "bad.jsonl",
      done: 0,
      failed: 1,
      failedRows: null,
      failures: [{ code: "input-invalid", message: expect.stringContaining("not valid JSON"), line: 1, column: 11 }],
    });
  });

  it("that are read as Windows-1252 are told, others are not", async () => {
    const rig = await once({
      fill: (rig) => {
        write(rig, "sub/old.csv", "");
        writeFileSync(join(rig.folder, "sub", "old.csv"), Buffer.from("prompt\ncaf\u00e9\n", "latin1"));
        write(rig, "new.md", "caf\u00e9");
      },
    });
    expect(rig.rendered.sort()).toEqual(["caf\u00e9", "caf\u00e9"]);
    expect(rig.notices).toEqual([
      `${join("sub", "old.csv")}: not UTF-8, so it is read as Windows-1252. Where letters come out wrong, save it as UTF-8.`,
    ]);
  });

  it("of the same name never overwrite one another", async () => {
    const rig = rigWith();
    rig.service.start();
    for (let number = 1; number <= 3; number += 1) {
      write(rig, "a.md", `text ${number}`);
      write(rig, "b.json", `{${number}`);
      await rig.until(() => rig.away.length === 2 * number);
    }
    expect(rig.files().filter((name) => name.startsWith("done/"))).toEqual(["done/a-2.md", "done/a-3.md", "done/a.md"]);
    expect([1, 2, 3].map((number) => read(rig, `done/a${number === 1 ? "" : `-${number}`}.md`))).toEqual([
      "text 1",
      "text 2",
      "text 3",
    ]);
    expect(JSON.parse(read(rig, "failed/b-2.json.error.json"))).toMatchObject({ file: "b-2.json" });
    expect(rig.files().filter((name) => name.endsWith(".pdf"))).toEqual(["pdfs/a-2.pdf", "pdfs/a-3.pdf", "pdfs/a.pdf"]);
  });

  it("that are lists and fail in part leave their rows to be mended and dropped in again", async () => {
    const rig = rigWith();
    rig.service.start();
    write(rig, "sub/people.csv", "prompt,title\nhello,One\nbad template,Two\nthere,Three\n");
    await rig.until(() => rig.away.length === 1);
    const rows = read(rig, "failed/sub/people.failures.csv");
    expect(rows.split("\r\n")).toHaveLength(3);
    expect(JSON.parse(read(rig, "failed/sub/people.csv.error.json"))).toMatchObject({
      done: 2,
      failed: 1,
      failedRows: "people.failures.csv",
      failures: [{ code: "template-failed", line: 3 }],
    });
    // Beside the PDFs there is no second file with them.
    expect(rig.files().filter((name) => name.startsWith("pdfs/"))).toEqual([
      "pdfs/manifest.jsonl",
      "pdfs/sub/people-1.pdf",
      "pdfs/sub/people-3.pdf",
    ]);
    write(rig, "mended.csv", rows.replace("bad template", "good now"));
    await rig.until(() => rig.away.length === 2);
    expect(rig.away[1]?.outcome).toMatchObject({ done: 1, failed: 0 });
    expect(rig.rendered.at(-1)).toBe("good now");
    // The number of its row is that of the list it came from.
    expect(rig.files()).toContain("pdfs/sub/people-2.pdf");
  });

  it("overwrite nothing that gets their name while their rows are written", async () => {
    const rig = rigWith();
    const { results } = rig.queue;
    const columns = results.columnsOfFailures.bind(results);
    vi.spyOn(results, "columnsOfFailures").mockImplementation((id) => {
      // Once the worker has written what it writes, the rows are all that is left.
      if (results.stateOf(id).state === "written") write(rig, "failed/people.csv", "of somebody else");
      return columns(id);
    });
    write(rig, "people.csv", "prompt\nhello\nbad template\n");
    rig.service.start();
    await rig.until(() => rig.away.length === 1);
    expect(rig.away[0]?.target).toBe("failed/people-2.csv");
    expect(read(rig, "failed/people.csv")).toBe("of somebody else");
    expect(JSON.parse(read(rig, "failed/people-2.csv.error.json"))).toMatchObject({
      file: "people-2.csv",
      failedRows: "people.failures.csv",
    });
  });

  it("are taken again when somebody moves them back", async () => {
    const rig = rigWith();
    rig.service.start();
    write(rig, "a.md", "text");
    await rig.until(() => rig.away.length === 1);
    renameSync(join(rig.folder, "done/a.md"), join(rig.folder, "a.md"));
    await rig.until(() => rig.away.length === 2);
    expect(rig.away[1]?.outcome).toMatchObject({ done: 0, unchanged: 1 });
    expect(rig.rendered).toEqual(["text"]);
  });

  it("are not what is made of others, where the folder for PDFs in it is named by way of a link", async () => {
    const home = tempFolder();
    const rig = rigWith({ home, overrides: { outDir: join(home, "link", "made") } });
    mkdirSync(join(rig.folder, "sub"));
    symlinkSync(join(rig.folder, "sub"), join(home, "link"));
    mkdirSync(join(rig.folder, "sub", "made"));
    write(rig, "sub/made/mine.md", "text");
    write(rig, "a.md", "text");
    rig.service.start();
    await rig.until(() => rig.away.length === 1);
    write(rig, "b.md", "other text");
    await rig.until(() => rig.away.length === 2);
    expect(rig.away.map(({ path }) => path)).toEqual(["a.md", "b.md"]);
    expect(rig.files()).toContain("sub/made/b.pdf");
    expect(rig.files()).toContain("sub/made/mine.md");
  });

  it("many at once are taken together, and all of them are put away", async () => {
    const rig = await once({
      fill: (rig) => {
        for (let number = 0; number < 450; number += 1) write(rig, `f${number}.txt`, `text ${number}`);
      },
    });
    expect(rig.away).toHaveLength(450);
    expect(new Set(rig.rendered).size).toBe(450);
    expect(rig.files().filter((name) => /^done\/f\d+\.txt$/.test(name))).toHaveLength(450);
  });
});

describe("a file that is changed while it is worked on", () => {
  it("is rendered again, and the PDF of its first half is taken back", async () => {
    let rig: WatchRig | undefined;
    let isChanged = false;
    rig = rigWith({
      render: () => {
        if (rig && !isChanged) appendFileSync(join(rig.folder, "a.md"), " and the second");
        isChanged = true;
      },
    });
    write(rig, "a.md", "first half");
    rig.service.start();
    await rig.until(() => rig?.away.length === 1);
    expect(rig.rendered).toEqual(["first half", "first half and the second"]);
    expect(rig.files()).toEqual(["done/a.md", "pdfs/a.pdf", "pdfs/manifest.jsonl"]);
    expect(read(rig, "pdfs/a.pdf")).toContain("and the second");
    expect(rig.notices).toEqual([expect.stringContaining("was changed while it was worked on")]);
  });

  it("is finished without it when somebody removes it", async () => {
    let rig: WatchRig | undefined;
    rig = rigWith({ render: () => rig && rmSync(join(rig.folder, "a.md"), { force: true }) });
    write(rig, "a.md", "text");
    rig.service.start();
    await rig.until(
      () => rig?.files().includes("pdfs/a.pdf") === true && rig.queue.watched.of(rig.folder).length === 0,
    );
    expect(rig.away).toEqual([]);
  });
});

describe("a folder that is gone", () => {
  it("is waited for: nothing is rendered meanwhile, and everything once when it is back", async () => {
    const rig = rigWith();
    rig.queue.pause();
    for (let number = 0; number < 5; number += 1) write(rig, `f${number}.txt`, `text ${number}`);
    rig.service.start();
    await rig.until(() => rig.queue.stats().queued === 5);
    renameSync(rig.folder, join(rig.home, "away"));
    await rig.until(() => rig.queue.stats().cancelled === 5);
    rig.queue.resume();
    expect(rig.notices).toEqual([expect.stringMatching(/is gone: renamed, removed or not mounted/)]);
    await sleep(300);
    expect(rig.rendered).toEqual([]);
    renameSync(join(rig.home, "away"), rig.folder);
    await rig.until(() => rig.away.length === 5);
    expect(rig.notices[1]).toContain("is there again");
    expect([...rig.rendered].sort()).toEqual([0, 1, 2, 3, 4].map((number) => `text ${number}`));
  });

  it("ends a call that is to work it off", async () => {
    const rig = rigWith({ isOnce: true });
    rig.queue.pause();
    write(rig, "a.md", "text");
    rig.service.start();
    await rig.until(() => rig.queue.stats().queued === 1);
    renameSync(rig.folder, join(rig.home, "away"));
    await expect(rig.service.ended).rejects.toMatchObject({ code: "input-unreadable" });
  });
});

describe("a preset", () => {
  it("that is broken while the folder is watched holds files up until it is mended", async () => {
    const rig = rigWith();
    rig.service.start();
    write(rig, "pdfprompt.json", '{\n"retries": "x"}');
    await rig.until(() => rig.notices.length === 1);
    expect(rig.notices[0]).toMatch(/pdfprompt\.json:2: "retries" must be a number. Files wait until that is mended\./);
    write(rig, "a.md", "text");
    await sleep(300);
    expect(rig.away).toEqual([]);
    write(rig, "pdfprompt.json", '{"out": "made"}');
    await rig.until(() => rig.away.length === 1);
    expect(rig.files()).toContain("made/a.pdf");
    expect(rig.notices).toHaveLength(1);
  });

  it("that is broken, or puts PDFs where files are put away, lets nothing begin", () => {
    for (const text of ["{", '{"out": "done/pdfs"}']) {
      const rig = rigWith();
      write(rig, "pdfprompt.json", text);
      expect(() => rig.service.start()).toThrow(expect.objectContaining({ code: "input-invalid" }));
      // Nothing is held: another one may begin once it is mended.
      write(rig, "pdfprompt.json", "{}");
      const second = new WatchService({
        queue: rig.queue,
        folders: [rig.folder],
        overrides: { epochSeconds: 0 },
        onQueued: () => undefined,
        notice: () => undefined,
      });
      second.start();
      void second.stop();
    }
  });
});

describe("what cannot be watched", () => {
  const serviceFor = (rig: WatchRig, folders: string[]) =>
    new WatchService({
      queue: rig.queue,
      folders,
      overrides: { epochSeconds: 0 },
      onQueued: () => undefined,
      notice: () => undefined,
    });

  it("is a folder that is watched already", () => {
    const rig = rigWith();
    rig.service.start();
    expect(() => serviceFor(rig, [rig.folder]).start()).toThrow(
      `The folder ${rig.folder} is watched already, by process ${process.pid}.`,
    );
  });

  it("is one that is not there, is named twice, or lies in another", () => {
    const rig = rigWith();
    mkdirSync(join(rig.folder, "sub"));
    expect(() => serviceFor(rig, ["/not/there"]).start()).toThrow("There is no folder /not/there to watch");
    expect(() => serviceFor(rig, [rig.folder, rig.folder]).start()).toThrow("is named twice");
    expect(() => serviceFor(rig, [rig.folder, join(rig.folder, "sub")]).start()).toThrow("lies in");
  });
});

describe("a file that cannot be moved", () => {
  it("is tried again, without being rendered again", async () => {
    const rig = await once({
      fill: (rig) => {
        write(rig, "a.md", "text");
        writeFileSync(join(rig.folder, "done"), "a file where a folder is to be");
      },
    });
    expect(rig.away[0]?.outcome.problems).toEqual([expect.objectContaining({ code: "output-unwritable" })]);
    expect(rig.files()).toContain("a.md");
    await rig.stop();
    rmSync(join(rig.folder, "done"));
    const again = await once({ home: rig.home, fill: () => undefined });
    expect(again.files()).toEqual(["done/a.md", "pdfs/a.pdf", "pdfs/manifest.jsonl"]);
    expect([...rig.rendered, ...again.rendered]).toEqual(["text"]);
  });
});

describe("a start after an end in the middle", () => {
  it("leaves out what was changed or removed meanwhile", async () => {
    const rig = rigWith();
    rig.queue.pause();
    for (const name of ["same", "changed", "removed"]) write(rig, `${name}.md`, name);
    rig.service.start();
    await rig.until(() => rig.queue.stats().queued === 3);
    await rig.stop();
    rmSync(join(rig.folder, "removed.md"));
    write(rig, "changed.md", "changed since");
    rig.queue.resume();
    const again = await once({ home: rig.home, fill: () => undefined });
    await again.stop();
    expect(again.files()).toEqual(expect.arrayContaining(["done/changed.md", "done/same.md", "pdfs/changed.pdf"]));
    expect(read(again, "pdfs/changed.pdf")).toContain("changed since");
    expect(again.files().filter((name) => /changed-|removed/.test(name))).toEqual([]);
    // Of the text before nothing was made.
    expect([...rig.rendered, ...again.rendered].sort()).toEqual(["changed since", "same"]);
  });

  it("takes settings of the earlier process for what it had taken", async () => {
    const rig = rigWith({ overrides: { outDir: join(tempFolder(), "first") } });
    rig.queue.pause();
    write(rig, "a.md", "text");
    rig.service.start();
    await rig.until(() => rig.queue.stats().queued === 1);
    await rig.stop();
    rig.queue.resume();
    const again = await once({ home: rig.home, fill: () => undefined });
    expect(again.away[0]?.outDir).toMatch(/first$/);
  });
});
