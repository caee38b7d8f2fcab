import { type CorpusEntry, html } from "./equality-entry";

/**
 * A document with a script that may await. Images, loaded one after the other until it has ended, hold back the load
 * event that a lane waits for.
 */
function scripted(name: string, script: string): CorpusEntry {
  const text = `<!doctype html><html><body><p>page</p><img id=held src=logo.png><pre id=out></pre><script>
    let isDone = false;
    let images = 0;
    const hold = () => {
      if (isDone) return;
      const image = new Image();
      image.onload = image.onerror = hold;
      image.src = document.getElementById("held").src + "?" + images++;
    };
    hold();
    (async () => { ${script} })().catch(() => undefined).then(() => { isDone = true; });
  </script></body></html>`;
  return { ...html(`scripted: ${name}`, text), allowScripts: true };
}

/** Ways in which a script finds what another one left. */
const LOOKUPS = `{
  local: () => JSON.stringify(localStorage),
  session: () => JSON.stringify(sessionStorage),
  name: () => window.name,
  cookie: () => document.cookie,
  history: () => history.length + JSON.stringify(history.state),
  hash: () => location.hash,
  databases: async () => JSON.stringify(await indexedDB.databases()),
  caches: async () => JSON.stringify(await caches.keys()),
  usage: async () => (await navigator.storage.estimate()).usage,
  files: async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names.join();
  },
  locks: async () => JSON.stringify(await navigator.locks.query()),
  referrer: () => document.referrer,
  opener: () => String(window.opener),
  element: () => String(customElements.get("x-a")),
  scroll: () => scrollY,
  focus: () => document.activeElement.tagName,
  navigation: () => performance.getEntriesByType("navigation")[0].type,
  clipboard: () => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.focus();
    document.execCommand("paste");
    field.remove();
    return field.value;
  },
}`;

/** Documents that print what they find. */
export const SCRIPTED_CORPUS: readonly CorpusEntry[] = [
  scripted(
    "finds what was kept",
    `const found = [];
    for (const [name, look] of Object.entries(${LOOKUPS}))
      found.push(name + "=" + (await Promise.resolve().then(look).catch((error) => error.name)));
    document.getElementById("out").textContent = found.join("\\n");`,
  ),
  scripted("writes itself", "document.body.append('written', document.createElement('hr'));"),
];

/** Documents that leave behind what they can. */
export const SCRIPTED_PREDECESSORS: readonly CorpusEntry[] = [
  scripted(
    "keeps all it can",
    `const keep = [
      () => localStorage.setItem("k", "v"),
      () => sessionStorage.setItem("k", "v"),
      () => { window.name = "named"; },
      () => { document.cookie = "k=v"; },
      () => history.pushState({ k: 1 }, "", "#k"),
      () => new Promise((resolve) => { const open = indexedDB.open("k", 3); open.onsuccess = open.onerror = resolve; }),
      () => caches.open("k"),
      async () => (await navigator.storage.getDirectory()).getFileHandle("k", { create: true }),
      () => void navigator.locks.request("k", () => new Promise(() => undefined)),
      () => customElements.define("x-a", class extends HTMLElement {}),
      () => { document.designMode = "on"; },
      () => CSS.registerProperty({ name: "--w", syntax: "<length>", inherits: true, initialValue: "77px" }),
      () => { document.fonts.add(new FontFace("F", "local('DejaVu Sans Mono')")); },
      () => { const all = new CSSStyleSheet(); all.replaceSync("*{color:red}"); document.adoptedStyleSheets = [all]; },
    ];
    for (const one of keep) await Promise.resolve().then(one).catch(() => undefined);`,
  ),
  scripted(
    "goes on after it was printed",
    "setInterval(() => { document.body.textContent = 'still here'; localStorage.setItem('late', Date.now()); }, 1);",
  ),
  scripted("never comes to rest once it was printed", "addEventListener('afterprint', () => { for (;;); });"),
  scripted("never comes to rest when it is left", "addEventListener('pagehide', () => { for (;;); });"),
  scripted(
    "does when it is left what it can",
    `for (const event of ["beforeunload", "visibilitychange", "pagehide", "unload"])
      addEventListener(event, () => {
        window.name = event;
        history.pushState({ event }, "", "#" + event);
        document.body.textContent = event;
      });`,
  ),
  scripted(
    "makes itself another document once it was printed",
    `const other = "<script>addEventListener('pagehide', () => history.pushState({ k: 3 }, '', '#o'))</scr" + "ipt>";
    addEventListener("afterprint", () => {
      // Until the lane is asking it to go.
      for (const begun = performance.now(); performance.now() - begun < 100; );
      location.href = "javascript:" + JSON.stringify(other);
    });`,
  ),
  scripted(
    "copies its text",
    `document.body.append("copied");
    getSelection().selectAllChildren(document.body);
    document.execCommand("copy");`,
  ),
  scripted("adds to the history until it is left", "setInterval(() => history.pushState({ k: 2 }, '', '#h'), 1);"),
  scripted(
    "scrolled, focused, selected",
    `document.body.style.height = "9000px";
    scrollTo(0, 5000);
    document.body.tabIndex = 0;
    document.body.focus();
    getSelection().selectAllChildren(document.body);
    location.hash = "t";`,
  ),
];
