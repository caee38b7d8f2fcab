import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

let home: string;
let inDir: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inDir);
});

/** A page whose text comes by script, later. */
const page = (script: string, attributes = "") =>
  `<!doctype html><html${attributes}><body><p id=p>too early</p><script>${script}</script></body></html>`;
const write = (name: string, text: string) => writeFileSync(join(inDir, name), text);
const render = (...args: string[]) =>
  runCli(["render", inDir, "--out", outDir, "--allow-scripts", "--json", "--retries", "0", ...args], { home });

describe("a page that says when it is ready", () => {
  it("is printed then, and not before", async () => {
    const change = "p.textContent = 'just right'";
    write("promise.html", page(`window.pdfReady = new Promise((end) => setTimeout(() => { ${change}; end(); }, 300))`));
    for (const [value, end] of [
      ["false", "true"],
      ["wait", ""],
      ["pending", "true"],
    ] as const) {
      const set = `document.documentElement.setAttribute('data-pdf-ready', '${end}')`;
      write(`${value}.html`, page(`setTimeout(() => { ${change}; ${set}; }, 300)`, ` data-pdf-ready="${value}"`));
    }
    write("image.html", page(`window.pdfReady = 1; ${change}`, ' data-pdf-ready="true"'));
    write("element.html", `<!doctype html><body><i id="pdfReady">just</i> <b>right</b><script>0</script></body>`);
    const { json } = await render();
    expect(json).toMatchObject({ done: 6, failed: 0, stages: { signal: { p50Ms: expect.any(Number) } } });
    for (const name of ["promise", "false", "wait", "pending", "image", "element"]) {
      expect(pdfText(join(outDir, `${name}.pdf`)), name).toContain("just right");
    }
  });

  it("fails where it says that it will not be", async () => {
    write("a.html", page("window.pdfReady = Promise.reject(new Error('no figures for May'))"));
    write("b.html", page("window.pdfReady = Promise.reject('x'.repeat(100000))"));
    const { code, json } = await render();
    expect(code).toBe(1);
    const [first, second] = json.failures;
    expect(first).toMatchObject({ code: "template-failed", line: 1 });
    expect(first.message).toContain("window.pdfReady was rejected: Error: no figures for May.");
    expect(second.message.length).toBeLessThan(500);
  });

  it("is not waited for where scripts do not run", async () => {
    write("a.html", page("0", ' data-pdf-ready="false"'));
    const { json } = await runCli(["render", inDir, "--out", outDir, "--json"], { home });
    expect(json).toMatchObject({ done: 1, failed: 0, stages: { signal: { p50Ms: null, p95Ms: null } } });
  });
});

describe("a document that is late", () => {
  it("is given up with the condition it was waited for", async () => {
    write("a.html", page("0", ' data-pdf-ready="false"'));
    write("b.html", page("window.pdfReady = new Promise(() => {})"));
    write("c.html", page("for (;;);"));
    const { json } = await render("--timeout", "6000");
    expect(json.failures.map(({ code }: { code: string }) => code)).toEqual(Array(3).fill("load-timeout"));
    const [attribute, promise, endless] = json.failures.map(({ message }: { message: string }) => message);
    for (const message of [attribute, promise]) {
      expect(message).toContain("waiting for the page's own signal (window.pdfReady or data-pdf-ready)");
    }
    expect(endless).toContain("waiting for the document to load");
  });
});

it("a page that prints itself asks nobody for a printer", async () => {
  const ask = `print(); document.execCommand("print");
    document.body.appendChild(document.createElement("iframe")).contentWindow.print.call(window);`;
  // Chromium tells a page that it is going to be printed before it asks for a printer.
  write(
    "a.html",
    page(`let asked = 0; onbeforeprint = () => { asked += 1; }; ${ask} p.textContent = asked + " times";`),
  );
  const { json } = await render();
  expect(json).toMatchObject({ done: 1, failed: 0 });
  expect(pdfText(join(outDir, "a.pdf"))).toContain("0 times");
});

it("a page has nothing of the clipboard, puts nothing there, and sets no badge, whatever way it takes", async () => {
  const commands = `let turn = 0;
    const changing = { toString: () => (turn++ === 0 ? "bold" : "copy") };
    String.prototype.toLowerCase = () => "bold";
    const frame = document.body.appendChild(document.createElement("iframe")).contentDocument;
    const answers = [];
    for (const one of [document, frame]) {
      const field = one.body.appendChild(one.createElement("textarea"));
      field.value = "copied";
      field.select();
      for (const name of ["copy", "cOpY", changing]) answers.push(name === changing || one.execCommand(name));
      Document.prototype.execCommand.call(one, changing);
      field.value = "";
      field.focus();
      answers.push(one.execCommand("paste"), field.value);
      field.remove();
    }
    document.body.contentEditable = "true";
    getSelection().selectAllChildren(p);
    answers.push(document.execCommand("insertText", false, "inserted"));
    answers.push(typeof navigator.setAppBadge, typeof frame.defaultView.navigator.setAppBadge);
    document.body.append(answers.join("|"));`;
  write("a.html", page(commands));
  const { json } = await render();
  expect(json).toMatchObject({ done: 1, failed: 0 });
  const text = pdfText(join(outDir, "a.pdf")).replaceAll(/\s/g, "");
  expect(text).toContain("false|false|true|false||false|false|true|false||true|undefined|undefined");
  expect(text, "what else it is asked to do, it does").toContain("inserted");
});

it("a page whose scripts make frames is printed with its pictures", async () => {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><text y="20">pictured</text></svg>`;
  const frame = `document.body.appendChild(document.createElement("iframe")).srcdoc = "<p>framed</p>";`;
  for (const number of [1, 2, 3, 4]) {
    write(`${number}.svg`, picture);
    write(`${number}.html`, `<!doctype html><body><img src="${number}.svg"><script>${frame}</script></body>`);
  }
  const { json } = await render("--timeout", "10000");
  expect(json).toMatchObject({ done: 4, failed: 0 });
  for (const number of [1, 2, 3, 4]) expect(pdfText(join(outDir, `${number}.pdf`))).toContain("pictured");
});

it("a page is not heard", async () => {
  const speak = `const words = new SpeechSynthesisUtterance("x");
    words.onerror = words.onstart = ({ error }) => { p.textContent = audio.state + " " + error; end(); };
    speechSynthesis.speak(words);`;
  write(
    "a.html",
    page(`const audio = new AudioContext();
      audio.createOscillator().connect(audio.destination);
      window.pdfReady = new Promise((end) => setTimeout(() => { ${speak} }, 200));`),
  );
  const { json } = await render();
  expect(json).toMatchObject({ done: 1, failed: 0 });
  expect(pdfText(join(outDir, "a.pdf"))).toContain("suspended not-allowed");
});

describe("a page that closes its window", () => {
  it("is printed, as it would be by whoever opened it", async () => {
    write("a.html", page("p.textContent = 'just right'; onload = () => { print(); close(); }"));
    write("b.html", page("p.textContent = 'just right'; onafterprint = () => self.close();"));
    const { json } = await render();
    expect(json).toMatchObject({ done: 2, failed: 0 });
    for (const name of ["a", "b"]) expect(pdfText(join(outDir, `${name}.pdf`)), name).toContain("just right");
  });

  it("is told so where it goes out of its way for it", async () => {
    const frame = "document.body.appendChild(document.createElement('iframe')).contentWindow";
    write("a.html", page(`${frame}.close.call(window); window.pdfReady = new Promise(() => {});`));
    const { json } = await render();
    expect(json.failures).toMatchObject([
      { code: "render-crashed", message: expect.stringContaining("closed its window before it was printed") },
    ]);
  });
});
