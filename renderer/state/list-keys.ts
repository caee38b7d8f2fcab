export interface ListPlace {
  index: number;
  total: number;
  /** Entries that fit into the view: how far Page Up and Page Down go. */
  visible: number;
}

/** Where a key leads in a list from top to bottom, within it; null when it is no key for moving. */
export function movedTo(key: string, { index, total, visible }: ListPlace): number | null {
  const page = Math.max(1, visible - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -index,
    End: total,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(index + step, total - 1));
}
