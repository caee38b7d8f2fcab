import { useEffect, useMemo } from "react";

/** A pointer that was left lying does not hold the list for ever. */
const FORGOTTEN_MS = 30_000;
/** Pressed along with a click, they are part of pointing. */
const MODIFIERS: ReadonlySet<string> = new Set(["Control", "Shift", "Alt", "Meta"]);

/** What the element with the rows hears. */
export interface PointedRows {
  onPointerEnter(): void;
  onPointerMove(): void;
  onPointerLeave(): void;
  onScroll(): void;
}

/**
 * Says while somebody points at the rows: from the pointer's coming until it leaves, has not moved for half a minute, or a
 * key is pressed, which is to show at once what it did. Scrolling shows the rows as they stand by then.
 * @param hold the same function at every call
 */
export function usePointedRows(hold: (isHeld: boolean) => void): PointedRows {
  const [heard, end] = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isHeld = false;
    const letGo = () => {
      clearTimeout(timer);
      if (isHeld) hold(false);
      isHeld = false;
    };
    const point = () => {
      clearTimeout(timer);
      timer = setTimeout(letGo, FORGOTTEN_MS);
      if (!isHeld) hold(true);
      isHeld = true;
    };
    const scroll = () => {
      if (!isHeld) return;
      letGo();
      point();
    };
    return [{ onPointerEnter: point, onPointerMove: point, onPointerLeave: letGo, onScroll: scroll }, letGo];
  }, [hold]);

  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => MODIFIERS.has(key) || end();
    window.addEventListener("keydown", press);
    return () => {
      window.removeEventListener("keydown", press);
      end();
    };
  }, [end]);

  return heard;
}
