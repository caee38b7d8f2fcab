/** What can have the keyboard focus in a pane, the first that is tabbed to before all others. */
const FOCUSABLE = 'button:not([disabled]), select, input, [tabindex="0"]';

/** Moves the focus to the next part of the window: its first element that takes it, or the part itself. */
export function focusNextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
  const current = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(current + 1) % panes.length];
  // In a list it is the row that was left, not one of its buttons; in the rail, the view that is shown; where there is a
  // text to be edited, that.
  const place = next?.querySelector<HTMLElement>('[role="row"][tabindex="0"], [aria-current="page"], textarea');
  (place ?? next?.querySelector<HTMLElement>(FOCUSABLE) ?? next)?.focus();
}
