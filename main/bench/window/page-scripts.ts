/** What is run in the window's page. Each function goes there as its text, so it stands alone: it uses nothing around it. */

/** Resolves with the frame after which there is something to use: rows, or the words where there are none. */
export function whenUsable(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const isThere = document.querySelector('[data-testid="job-row"][data-state], [data-testid="empty"]') !== null;
      requestAnimationFrame(isThere ? () => resolve() : look);
    };
    look();
  });
}

/** The middle of an element in the window; null where there is none. */
export function middleOf(selector: string): { x: number; y: number } | null {
  const area = document.querySelector(selector)?.getBoundingClientRect();
  return area ? { x: Math.round(area.x + area.width / 2), y: Math.round(area.y + area.height / 2) } : null;
}

/**
 * Milliseconds from the next input of a kind, as the browser took it, to the frame that follows: its handlers have run and
 * what came of them is laid out and painted.
 */
export function frameAfter(type: string): Promise<number> {
  return new Promise((resolve) => {
    const begin = ({ timeStamp }: Event) => {
      requestAnimationFrame(() => {
        // A message is delivered after the frame whose callbacks these are.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    };
    window.addEventListener(type, begin, { capture: true, once: true });
  });
}

/**
 * Milliseconds from the next input of a kind to the frame with an element that was not there before, or null after five
 * seconds.
 */
export function shownAfter(type: string, selector: string): Promise<number | null> {
  return new Promise((resolve) => {
    const begin = ({ timeStamp }: Event) => {
      const before = new Set(document.querySelectorAll(selector));
      const look = () => {
        const passedMs = performance.now() - timeStamp;
        if (passedMs > 5000) resolve(null);
        else if ([...document.querySelectorAll(selector)].some((element) => !before.has(element))) resolve(passedMs);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    window.addEventListener(type, begin, { capture: true, once: true });
  });
}

/** The frames of so many milliseconds. */
export function countFrames(ms: number): Promise<{ framesPerSecond: number; longestMs: number }> {
  return new Promise((resolve) => {
    let startedAt: number | undefined;
    let lastAt = 0;
    let frames = 0;
    let longestMs = 0;
    const tick = (atMs: number) => {
      if (startedAt === undefined) startedAt = atMs;
      else {
        frames += 1;
        longestMs = Math.max(longestMs, atMs - lastAt);
      }
      lastAt = atMs;
      if (atMs - startedAt < ms) requestAnimationFrame(tick);
      else resolve({ framesPerSecond: (1000 * frames) / (atMs - startedAt), longestMs });
    };
    requestAnimationFrame(tick);
  });
}
