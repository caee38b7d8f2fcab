import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TemplateGallery } from "../../../main/desktop/gallery/template-gallery";
import { Queue } from "../../../main/queue";
import { Looker } from "../../../main/worker";
import { MOST_TRIED_CHARACTERS } from "../../../shared/gallery";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import { ROOT } from "../../support/cli";
import { tempFolder } from "../../support/temp";
import { until } from "../../support/until";

const LOOK_MS = 15;
let folder: string;
let queue: Queue;
let looker: Looker;
let gallery: TemplateGallery;

beforeEach(() => {
  folder = tempFolder();
  queue = new Queue(join(folder, "queue.db"));
  // Composed for real; what would be printed stands for the PDF.
  const engine = { preview: async ({ html }: { html: string }) => Buffer.from(html) };
  looker = new Looker({ engine, queue, mainFolder: join(ROOT, "dist", "main") });
  gallery = open();
});
afterEach(async () => {
  gallery.end();
  await looker.close();
  queue.close();
});

function open(): TemplateGallery {
  return new TemplateGallery({
    looker,
    samplesFolder: join(ROOT, "examples", "templates"),
    placesFile: join(folder, "templates.json"),
    lookMs: LOOK_MS,
  });
}

const write = (name: string, text: string) => {
  mkdirSync(join(folder, "own"), { recursive: true });
  writeFileSync(join(folder, "own", name), text);
};
const text = async (pdf: Promise<Uint8Array>) => Buffer.from(await pdf).toString();

/** The id of an own template, whose folder has been added. */
function idOf(name: string): string {
  gallery.places.add(join(folder, "own"));
  const found = gallery.list.places.flatMap(({ templates }) => templates).find((template) => template.name === name);
  return found?.id ?? "";
}

describe("the built-in templates", () => {
  it.each(BUILTIN_TEMPLATES)("%s has a sample that it prints", async (name) => {
    const sample = await gallery.open(name);
    expect(sample.text.length).toBeGreaterThan(50);
    expect(await text(gallery.preview(name, sample.text))).toBe(await text(gallery.picture(name)));
  });

  it("print the text that is edited, by the template that is looked at, whatever the text names itself", async () => {
    await gallery.open("certificate");
    const edited = JSON.stringify({ template: "letter", title: "Of Merit", prompt: "x", data: { name: "Ada Byron" } });
    const html = await text(gallery.preview("certificate", edited));
    expect(html).toContain("Ada Byron");
    expect(html).not.toBe(await text(gallery.picture("letter")));
    const other = JSON.stringify({ title: "Of Merit", prompt: "x", data: { name: "Ada Byron" } });
    expect(html).toBe(await text(gallery.preview("certificate", other)));
  });

  it("find the pictures that lie beside a sample", async () => {
    const { text: sample } = await gallery.open("report");
    expect(sample).toContain("images/heat.svg");
    expect(await text(gallery.preview("report", sample))).not.toContain("images/heat.svg");
  });

  it("say in which line a text is wrong", async () => {
    await gallery.open("labels");
    const wrong = gallery.preview("labels", '{\n  "prompt": "x",\n  "titel": "typo"\n}');
    await expect(wrong).rejects.toMatchObject({ code: "input-invalid", location: { line: 3 } });
    await expect(gallery.preview("labels", " ")).rejects.toMatchObject({ code: "input-invalid" });
  });

  it("give up a preview for the next one", async () => {
    const { text: sample } = await gallery.open("letter");
    const first = gallery.preview("letter", sample);
    const second = gallery.preview("letter", sample);
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect(await text(second)).toContain("<html");
  });

  it("are previewed only while they are looked at", async () => {
    const { text: sample } = await gallery.open("letter");
    await gallery.open("plain");
    await expect(gallery.preview("letter", sample)).rejects.toMatchObject({ code: "cancelled" });
    const [late, next] = [gallery.open("letter"), gallery.open("report")];
    await expect(late).rejects.toMatchObject({ code: "cancelled" });
    expect((await next).name).toBe("report.md");
  });
});

describe("the user's own templates", () => {
  it("are tried with the name of each field in it, or with the file of the same name beside them", async () => {
    write("card.liquid", "<h1>{{ guest }} at {{ place }}</h1>");
    const id = idOf("card.liquid");
    const made = await gallery.open(id);
    expect(made.name).toBe("card.json");
    expect(JSON.parse(made.text).data).toEqual({ guest: "guest", place: "place" });
    expect(await text(gallery.picture(id))).toContain("guest at place");
    write("card.csv", "guest,place\nAda,Old Mill\nAlan,Barn\n");
    expect(await gallery.open(id)).toEqual({ name: "card.csv", text: "guest,place\nAda,Old Mill\nAlan,Barn\n" });
    expect(await text(gallery.picture(id))).toContain("Ada at Old Mill");
  });

  it("are tried with any other file, whose folder then is that of its pictures", async () => {
    write("card.liquid", "<h1>{{ guest }}</h1>");
    write("guests.jsonl", '{ "data": { "guest": "Grace" } }\n');
    writeFileSync(join(folder, "huge.md"), "x".repeat(MOST_TRIED_CHARACTERS + 1));
    const id = idOf("card.liquid");
    await gallery.open(id);
    const { text: guests } = await gallery.tryFile(id, join(folder, "own", "guests.jsonl"));
    expect(await text(gallery.preview(id, guests))).toContain("Grace");
    await expect(gallery.tryFile(id, join(folder, "huge.md"))).rejects.toMatchObject({ code: "input-unreadable" });
    await expect(gallery.tryFile(id, join(folder, "no.md"))).rejects.toMatchObject({ code: "input-unreadable" });
    expect(await text(gallery.preview(id, guests)), "what was tried before stays").toContain("Grace");
  });

  it("are printed anew by whoever is told of each change: of the template, what it includes, and what comes", async () => {
    write("card.liquid", '<h1>Hi</h1>{% render "foot" %}');
    write("foot.liquid", "<p>Foot</p>");
    const id = idOf("card.liquid");
    let changes: string[] = [];
    gallery.watch((template) => changes.push(template));
    const { text: sample } = await gallery.open(id);
    const told = async (what: string, change: () => void) => {
      await text(gallery.preview(id, sample));
      changes = [];
      change();
      await until(what, () => changes.includes(id));
    };
    await told("the template changed", () => write("card.liquid", '<h1>Hello there</h1>{% render "foot" %}'));
    expect(await text(gallery.preview(id, sample))).toContain("Hello there");
    await told("its include changed", () => write("foot.liquid", "<p>Another foot</p>"));
    expect(await text(gallery.preview(id, sample))).toContain("Another foot");
    await told("a file came", () => write("new.liquid", "<p>New</p>"));
    gallery.close();
    changes = [];
    write("card.liquid", "<h1>Nobody looks</h1>");
    await sleep(LOOK_MS * 6);
    expect(changes).toEqual([]);
  });

  it("say what is wrong with them, and have a sample all the same", async () => {
    write("card.liquid", "<h1>{% if %}</h1>");
    const id = idOf("card.liquid");
    const { text: sample } = await gallery.open(id);
    await expect(gallery.preview(id, sample)).rejects.toMatchObject({ code: "template-failed" });
    await expect(gallery.fieldsOf(id)).rejects.toMatchObject({ code: "template-failed" });
    write("card.liquid", "<h1>{{ who }}</h1>");
    expect(await gallery.fieldsOf(id)).toEqual(["who"]);
  });

  it("are there again at the next start, with those of folders below, until they are taken out", () => {
    write("card.liquid", "<h1>Card</h1>");
    mkdirSync(join(folder, "own", "letters", ".git"), { recursive: true });
    writeFileSync(join(folder, "own", "letters", "offer.liquid"), "<h1>Offer</h1>");
    writeFileSync(join(folder, "own", "letters", ".git", "hidden.liquid"), "");
    writeFileSync(join(folder, "own", "letters", "notes.md"), "");
    gallery.places.add(join(folder, "own"));
    gallery.places.add(join(folder, "own"));
    gallery.places.add(join(folder, "own", "letters", "offer.liquid"));
    expect(gallery.list.places, "none is there twice").toHaveLength(2);
    const again = open();
    const shown = () => again.list.places.map(({ name, templates }) => [name, ...templates.map((one) => one.name)]);
    expect(shown()).toEqual([
      ["own", "card.liquid", "letters/offer.liquid"],
      ["letters", "offer.liquid"],
    ]);
    again.places.remove(again.list.places[0]?.id ?? 0);
    expect(open().list.places.map(({ name }) => name)).toEqual(["letters"]);
    rmSync(join(folder, "own"), { recursive: true });
    expect(shown(), "what is gone is kept, and empty").toEqual([["letters"]]);
  });

  it("are known by what the gallery listed, and by nothing else", () => {
    write("card.liquid", "<h1>Card</h1>");
    expect(gallery.templateOf(idOf("card.liquid"))).toBe(join(folder, "own", "card.liquid"));
    for (const id of ["own-99", join(folder, "own", "card.liquid"), "../card.liquid", "constructor"]) {
      expect(() => gallery.templateOf(id), id).toThrow(/not in the gallery/);
    }
  });
});
