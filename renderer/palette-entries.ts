/** What the command palette offers. */
import { COMMANDS } from "../shared/commands";
import type { JobView, QueueStats } from "../shared/job";
import type { Preferences } from "../shared/preferences";
import { LANGUAGES, type Language } from "../shared/texts";
import { ask } from "./actions";
import { runCommand, showJobs } from "./commands";
import { t } from "./i18n";
import { act } from "./job-actions";
import { changePreferences } from "./preferences";
import { COMMAND_GROUPS, isOffered, labelOf } from "./state/commands";
import { actionsOf, JOB_KEYS } from "./state/job-actions";
import { PALETTE_GROUPS, type PaletteEntry } from "./state/palette";
import { showAsQueued } from "./state/queue-store";
import { removalStore } from "./state/removals";
import { reveal } from "./state/reveal-store";

const THEMES = ["system", "light", "dark"] as const;

/** Every command that has something to do now, the job that the keyboard is on first; null where it is on none. */
export function paletteEntries(stats: QueueStats, job: JobView | null, preferences: Preferences): PaletteEntry[] {
  return PALETTE_GROUPS.flatMap((group) => {
    if (group === "job") return job ? jobEntries(job) : [];
    if (group === "look") return lookEntries(preferences);
    if (group === "jobs") return [];
    return COMMAND_GROUPS[group]
      .filter((command) => isOffered(command, { ...stats, removals: removalStore.getState().length }))
      .map((command) => ({
        id: command,
        group,
        label: t(labelOf(command, stats)),
        words: t(COMMANDS[command].label),
        keys: COMMANDS[command].keys,
        run: () => runCommand(command),
      }));
  });
}

/** Jobs that were found by their names. */
export function foundEntries(jobs: readonly JobView[]): PaletteEntry[] {
  return jobs.map(({ id, name }) => ({ id: `job-${id}`, group: "jobs", label: name, keys: "", run: () => goTo(id) }));
}

function jobEntries(job: JobView): PaletteEntry[] {
  return actionsOf(job).map((action) => ({
    id: `act-${action}`,
    group: "job",
    label: t("jobs.actionFor", { action: t(`jobs.actions.${action}`), name: job.name }),
    keys: JOB_KEYS[action],
    run: () => act(action, job.id),
  }));
}

function lookEntries({ theme, language }: Preferences): PaletteEntry[] {
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  const spoken: [Preferences["language"], string][] = [["system", t("settings.asSystem")], ...languages];
  return [
    ...THEMES.filter((value) => value !== theme).map((value) => ({
      id: `theme-${value}`,
      group: "look" as const,
      label: t("palette.theme", { name: t(`settings.themes.${value}`) }),
      keys: "",
      run: () => changePreferences({ theme: value }),
    })),
    ...spoken
      .filter(([value]) => value !== language)
      .map(([value, name]) => ({
        id: `language-${value}`,
        group: "look" as const,
        label: t("palette.language", { name }),
        keys: "",
        run: () => changePreferences({ language: value }),
      })),
  ];
}

/** Goes to a job in the list of all jobs. */
async function goTo(id: number): Promise<void> {
  const place = await ask("locateJob", { id });
  if (!place) return;
  showJobs("all");
  // The place is that in the queue's own order.
  showAsQueued();
  reveal({ id, index: place.value.index });
}
