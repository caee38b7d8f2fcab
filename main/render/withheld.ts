/**
 * Keeps from a document's scripts what is the user's, and what no setting keeps from them: the clipboard, which Electron lets
 * `execCommand` write into, and read before Chromium had a permission for that; and the badge of the app. Evaluated in the
 * document and in each frame that its scripts make, before these; so nothing of it is anything that they could have changed.
 */
export const WITHHOLD = `(() => {
  const { apply } = Reflect;
  const { execCommand } = Document.prototype;
  const { toLowerCase } = String.prototype;
  const withheld = { __proto__: null, copy: 1, cut: 1, paste: 1, pasteandmatchstyle: 1, pasteglobalselection: 1 };
  Document.prototype.execCommand = {
    execCommand(command, ui, value) {
      if (arguments.length === 0) return apply(execCommand, this, []);
      // Read once: what is asked for must be what was looked at.
      const name = \`\${command}\`;
      return withheld[apply(toLowerCase, name, [])] === 1 ? false : apply(execCommand, this, [name, ui, value]);
    },
  }.execCommand;
  delete Navigator.prototype.setAppBadge;
  delete Navigator.prototype.clearAppBadge;
})();`;
