import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TRANSITIONS } from "../../../main/queue/states";
import { JOB_STATES } from "../../../shared/job";

describe("the table of states", () => {
  it("stands in docs/job-states.md as it is in the code", () => {
    const page = readFileSync(new URL("../../../docs/job-states.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)`\s*\| (\w+)\s*\| (\w+|–)\s*\| (yes|no)\s*\| (.+?)\s*\|$/gm)];
    const shown = rows.map(([, cause, from, to, fenced, holds]) => [cause, from, to, fenced, holds]);
    const known = Object.entries(TRANSITIONS).map(([cause, { from, to, isFenced, holds }]) => [
      cause,
      from,
      to ?? "–",
      isFenced ? "yes" : "no",
      holds,
    ]);
    expect(shown).toEqual(known);
  });

  it("leads out of every state but those that end a job for good, and into every state", () => {
    const ways: readonly { from: string; to: string | undefined }[] = Object.values(TRANSITIONS);
    expect(JOB_STATES.filter((state) => ways.some(({ from }) => from === state))).toEqual(JOB_STATES);
    expect(JOB_STATES.filter((state) => ways.some(({ to }) => to === state))).toEqual(JOB_STATES);
  });
});
