import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../main/queue/database";
import { prepareStatements } from "../../../main/queue/statements";
import { TRANSITIONS } from "../../../main/queue/states";
import { JOB_STATES } from "../../../shared/job";
import { tempFolder } from "../../support/temp";

/** Statements that have another name than what they are used for. */
const STATEMENT_OF: Partial<Record<keyof typeof TRANSITIONS, string>> = {
  drop: "retry",
  supersedeDone: "supersede",
  supersedeFailed: "supersede",
  supersedeCancelled: "supersede",
  remove: "removeByHand",
  removeDone: "removeByHand",
  removeFailed: "removeByHand",
  removeCancelled: "removeByHand",
  prune: "remove",
  pruneCancelled: "remove",
};

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

  it("is kept to by the statements: each names the state it comes from, and a fenced one attempt and worker", () => {
    const db = openDatabase(join(tempFolder(), "queue.db"));
    const statements = prepareStatements(db);
    for (const [cause, { from, isFenced }] of Object.entries(TRANSITIONS)) {
      const name = STATEMENT_OF[cause as keyof typeof TRANSITIONS] ?? cause;
      const { source } = statements[name as keyof typeof statements];
      const where = source.slice(source.indexOf("WHERE"));
      expect([cause, where]).toEqual([cause, expect.stringMatching(new RegExp(`state (= '${from}'|IN .*'${from}')`))]);
      if (!isFenced) continue;
      expect([cause, where]).toEqual([cause, expect.stringContaining("attempt = @attempt")]);
      expect([cause, where]).toEqual([cause, expect.stringContaining("worker_id = @workerId")]);
    }
    db.close();
  });

  it("leads out of every state but those that end a job for good, and into every state", () => {
    const ways: readonly { from: string; to: string | undefined }[] = Object.values(TRANSITIONS);
    expect(JOB_STATES.filter((state) => ways.some(({ from }) => from === state))).toEqual(JOB_STATES);
    expect(JOB_STATES.filter((state) => ways.some(({ to }) => to === state))).toEqual(JOB_STATES);
  });
});
