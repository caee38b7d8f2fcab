// What Electron 33 lacks and the product counts on. Product code knows nothing of this file.
const { app } = require("electron");

// Unnecessary from Electron 44 on (electron/electron#52439): printToPDF queues all calls of the process behind one
// promise. Here the original only translates the options (its inner call hands them back at once), and the native call,
// which is able to run for several windows at once, is queued per window.
app.on("web-contents-created", (_event, contents) => {
  const printNatively = contents._printToPDF.bind(contents);
  const translateOptions = contents.printToPDF.bind(contents);
  let queue = Promise.resolve();
  contents._printToPDF = async (settings) => settings;
  contents.printToPDF = async (options) => {
    const settings = await translateOptions(options);
    const printed = queue.then(() => printNatively(settings));
    queue = printed.catch(() => undefined);
    return printed;
  };
});
