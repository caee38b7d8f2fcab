// Stands where Electron's own default app would: starts the app whose folder is the first plain argument.
const { readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { app } = require("electron");

require("./sqlite-hook.cjs");
require("./backports.cjs");

const folder = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (!folder) {
  process.stderr.write("usage: electron [switches] <app folder> [-- arguments]\n");
  process.exit(2);
}
const appPath = resolve(folder);
const manifest = JSON.parse(readFileSync(join(appPath, "package.json"), "utf8"));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
app.setAppPath(appPath);
require(join(appPath, manifest.main));
