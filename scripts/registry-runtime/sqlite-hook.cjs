// Unnecessary from Electron 36 on: better-sqlite3 13 needs Node-API 10, which this runtime does not have, and crashes
// it on load. The runtime brings a build that fits it. Threads are given the same hook.
const Module = require("node:module");
const { join } = require("node:path");
const threads = require("node:worker_threads");

const replacement = join(__dirname, "node_modules", "better-sqlite3");
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request === "better-sqlite3" ? replacement : request, ...rest);
};

threads.Worker = class extends threads.Worker {
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: [...(options.execArgv ?? []), "--require", __filename] });
  }
};
