import { type ListPlace, movedTo } from "./list-keys";

/** What a key does in the list of batches. */
export type BatchCommand =
  | { kind: "move"; to: number }
  | { kind: "act"; act: "showJobs" | "openFolder" | "retry" | "combine" }
  | { kind: "enter-actions" };

export interface BatchKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The command of a key pressed on a batch; null when the key is not ours. */
export function batchCommandOf({ key, ctrlKey, metaKey, altKey }: BatchKey, place: ListPlace): BatchCommand | null {
  if (ctrlKey || metaKey || altKey) return null;
  const to = movedTo(key, place);
  if (to !== null) return { kind: "move", to };
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "ArrowRight":
      return { kind: "enter-actions" };
    case "Enter":
      return { kind: "act", act: "showJobs" };
    case "o":
      return { kind: "act", act: "openFolder" };
    case "r":
      return { kind: "act", act: "retry" };
    case "c":
      return { kind: "act", act: "combine" };
    default:
      return null;
  }
}
