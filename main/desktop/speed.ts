import type { ConcurrencyChoice, SpeedRules } from "../../shared/concurrency";
import { MOST_CHOSEN } from "../../shared/concurrency";
import type { Preferences } from "../../shared/preferences";
import type { WorkerSettings } from "../../shared/settings";

/** What the environment leaves to the user of the window to choose. */
export function speedRules(settings: WorkerSettings, environment: NodeJS.ProcessEnv): SpeedRules {
  const isSet = (name: string) => (environment[name] ?? "").trim() !== "";
  return {
    fixedTo: settings.workerConcurrency ?? null,
    rendererMb: isSet("PDFPROMPT_MAX_RENDERER_MB") ? settings.maxRendererMb : null,
    most: isSet("MAX_PDF_CONCURRENCY") ? Math.min(MOST_CHOSEN, settings.maxPdfConcurrency) : MOST_CHOSEN,
  };
}

/**
 * How many PDFs are made at once: as the environment says, else as was chosen.
 * @returns also the most there may be, which is that of the process unless somebody asked for a number
 */
export function speedOf(
  { concurrency }: Pick<Preferences, "concurrency">,
  { fixedTo, most }: SpeedRules,
  settings: WorkerSettings,
): { asked: ConcurrencyChoice; most: number } {
  if (fixedTo !== null || concurrency === "auto") {
    return { asked: fixedTo ?? "auto", most: settings.maxPdfConcurrency };
  }
  return { asked: Math.min(concurrency, most), most };
}
