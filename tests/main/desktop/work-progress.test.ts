import { describe, expect, it } from "vitest";
import { ProgressSinceIdle } from "../../../main/desktop/work-progress";

const NONE = { queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0, pause: null } as const;

describe("progress on the taskbar", () => {
  it("is none without work, whatever was done before", () => {
    expect(new ProgressSinceIdle().next({ ...NONE, done: 500 })).toBeUndefined();
  });

  it("counts what ended since the work began, and nothing of before", () => {
    const progress = new ProgressSinceIdle();
    progress.next({ ...NONE, done: 500, failed: 3 });
    expect(progress.next({ ...NONE, done: 500, failed: 3, queued: 10 })).toEqual({ fraction: 0, mode: "normal" });
    expect(progress.next({ ...NONE, done: 503, failed: 3, cancelled: 1, queued: 4, claimed: 2 })).toEqual({
      fraction: 0.4,
      mode: "normal",
    });
    expect(progress.next({ ...NONE, done: 509, failed: 3, cancelled: 1 })).toBeUndefined();
    expect(progress.next({ ...NONE, done: 509, failed: 3, cancelled: 1, queued: 1 })?.fraction).toBe(0);
  });

  it("begins where the app found work left from before", () => {
    expect(new ProgressSinceIdle().next({ ...NONE, done: 20, queued: 80 })?.fraction).toBe(0);
  });

  it("says that something failed now, or that it is paused", () => {
    const progress = new ProgressSinceIdle();
    progress.next({ ...NONE, queued: 2 });
    expect(progress.next({ ...NONE, failed: 1, queued: 1 })?.mode).toBe("error");
    expect(progress.next({ ...NONE, failed: 1, queued: 1, pause: { kind: "finish" } })?.mode).toBe("paused");
  });

  it("begins anew where failed jobs were put back", () => {
    const progress = new ProgressSinceIdle();
    progress.next({ ...NONE, done: 5, queued: 5 });
    progress.next({ ...NONE, done: 5, failed: 5 });
    expect(progress.next({ ...NONE, done: 5, queued: 5 })).toEqual({ fraction: 0, mode: "normal" });
  });
});
