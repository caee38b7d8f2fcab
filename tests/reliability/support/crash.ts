import { rmSync } from "node:fs";
import { tempFolder } from "../../support/temp";
import { type Ended, runScenario, startScenario } from "./child";
import { type Violation, violationsAfterCrash, violationsAtEnd } from "./invariants";
import { placeIn } from "./kill";
import { undoFolderOf } from "./power-cut";
import type { ScenarioOptions } from "./scenario-options";

/** How a crash is made. */
export interface CrashKind {
  onConflict: "unique" | "replace";
  hasLinks: boolean;
  isPowerCut: boolean;
}

/** Steps on the disk may fall together differently from run to run; so often a point is tried before it is given up. */
const TRIES = 5;
/** How many processes run at once. */
const PARALLEL = 2;
/** Between a crash and the next start: nothing may depend on a quick one. */
const DOWN_MS = 3_600_000;

/** The folder of a batch on which processes are started one after the other. */
class Life {
  readonly place = placeIn(tempFolder());
  readonly #folder: string;
  readonly #options: ScenarioOptions;
  #starts = 0;

  constructor(folder: string, jobs: number, { onConflict, hasLinks }: CrashKind) {
    this.#folder = folder;
    this.#options = { ...this.place, jobs, onConflict, hasLinks, concurrency: 1, renderMs: 0 };
  }

  #next(more: Partial<ScenarioOptions>): ScenarioOptions {
    this.#starts += 1;
    return { ...this.#options, ...more, aheadMs: this.#starts * DOWN_MS };
  }

  /** Lets a process end itself at a point. @returns false when it came to its end without passing that point */
  async crash(point: string, isPowerCut: boolean): Promise<boolean> {
    const ended = await startScenario(this.#folder, this.#next({ crash: { point, isPowerCut } })).ended;
    rmSync(undoFolderOf(this.place.outDir), { recursive: true, force: true });
    if (ended.signal === "SIGKILL") return true;
    if (ended.code === 0) return false;
    throw new Error(`a scenario ended with ${ended.code ?? ended.signal}: ${ended.stderr}`);
  }

  /** Lets a process work to the end. @returns the points it passed */
  async finish(): Promise<string[]> {
    return pointsOf(await runScenario(this.#folder, this.#next({})));
  }
}

function pointsOf({ events }: Ended): string[] {
  return events.flatMap((event) => (event.event === "points" ? event.points : []));
}

/** All points that a batch's process passes, in order; after a crash at `first`, those of the process after it. */
export async function pointsPassed(folder: string, jobs: number, kind: CrashKind, first?: string): Promise<string[]> {
  const life = new Life(folder, jobs, kind);
  if (first !== undefined && !(await life.crash(first, false))) throw new Error(`${first} was not passed`);
  return life.finish();
}

/** A violation and the point of the crash that led to it. */
export interface PointViolation extends Violation {
  point: string;
}

/** Crashes at each point in turn, on a new batch each, starts again, and looks at everything. */
export async function crashAtEach(
  folder: string,
  jobs: number,
  kind: CrashKind,
  points: readonly string[],
  first?: string,
): Promise<PointViolation[]> {
  const found: PointViolation[] = [];
  const left = [...points];
  const work = async () => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const violations = await crashAt(folder, jobs, kind, point, first);
      for (const violation of violations) found.push({ ...violation, point });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
}

async function crashAt(
  folder: string,
  jobs: number,
  kind: CrashKind,
  point: string,
  first: string | undefined,
): Promise<Violation[]> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const life = new Life(folder, jobs, kind);
    if (first !== undefined && !(await life.crash(first, false))) continue;
    if (!(await life.crash(point, kind.isPowerCut))) continue;
    const afterCrash = violationsAfterCrash({ ...life.place, jobs: undefined });
    await life.finish();
    return [...afterCrash, ...violationsAtEnd({ ...life.place, jobs })];
  }
  throw new Error(`the point "${point}" was not passed again`);
}

/** Name of a kind of crash, for titles and tables. */
export function kindText({ onConflict, hasLinks, isPowerCut }: CrashKind): string {
  return `${isPowerCut ? "power cut" : "kill"}, ${onConflict}${hasLinks ? "" : ", no hard links"}`;
}
