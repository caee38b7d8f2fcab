/** Whether a dialog or a sheet lies over the window: nothing behind it is to be reached then. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

/** Resolves once no dialog of the window's is open; what asks beside a button does not count. */
export function dialogsClosed(): Promise<void> {
  const isOpen = () => document.querySelector("[data-dialog]") !== null;
  if (!isOpen()) return Promise.resolve();
  return new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (isOpen()) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}
