/** Whether a dialog or a sheet lies over the window: nothing behind it is to be reached then. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}
