import { Modal, VisuallyHidden } from "@mantine/core";
import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useStore } from "zustand";
import type { JobView, QueueStats } from "../../../shared/job";
import { useFoundJobs } from "../../hooks/use-found-jobs";
import { t } from "../../i18n";
import { foundEntries, paletteEntries } from "../../palette-entries";
import { preferencesStore } from "../../preferences";
import { movedTo } from "../../state/list-keys";
import { type PaletteEntry, sectionsFor } from "../../state/palette";
import classes from "./palette.module.css";
import { PaletteList } from "./palette-list";

interface PaletteProps {
  stats: QueueStats;
  /** The job that the keyboard is on; null where it is on none. */
  job: JobView | null;
  onClose(): void;
}

/** How far Page Up and Page Down go. */
const VISIBLE_ENTRIES = 8;

/** Every command of the window, found by some of its letters, and the way to a job by its name. */
export function Palette({ stats, job, onClose }: PaletteProps) {
  const preferences = useStore(preferencesStore);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<{ index: number; id: string | null }>({ index: 0, id: null });
  const [focusedBefore] = useState(() => document.activeElement);
  const listId = useId();
  const jobs = useFoundJobs(query);
  const sections = sectionsFor(query, paletteEntries(stats, job, preferences));
  if (jobs.length > 0) sections.push({ group: "jobs", entries: foundEntries(jobs) });
  const shown = sections.flatMap(({ entries }) => entries);
  // While jobs change, entries come and go: what is chosen stays the same, wherever it stands.
  const found = shown.findIndex(({ id }) => id === chosen.id);
  const index = found >= 0 ? found : Math.max(0, Math.min(chosen.index, shown.length - 1));
  const active = shown[index];
  const moveTo = (to: number) => setChosen({ index: to, id: shown[to]?.id ?? null });

  const close = () => {
    // Before anything else is opened, which is to give the focus back to the same place.
    if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
    onClose();
  };
  const choose = ({ run }: PaletteEntry) => {
    close();
    run();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const isText = event.key === "Home" || event.key === "End";
    const to = isText ? null : movedTo(event.key, { index, total: shown.length, visible: VISIBLE_ENTRIES });
    if (to !== null) moveTo(to);
    else if (event.key === "Enter" && active) choose(active);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") close();
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root
      opened
      onClose={close}
      size="580px"
      yOffset="11vh"
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.content ?? "" }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={t("palette.title")} data-testid="palette">
        <div className={classes.search}>
          <Search size={16} aria-hidden />
          <input
            className={classes.input}
            role="combobox"
            aria-label={t("palette.title")}
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
            aria-autocomplete="list"
            placeholder={t("palette.placeholder")}
            value={query}
            spellCheck={false}
            data-autofocus
            onChange={({ currentTarget }) => {
              setQuery(currentTarget.value);
              setChosen({ index: 0, id: null });
            }}
            onKeyDown={press}
            data-testid="palette-input"
          />
        </div>
        <PaletteList
          id={listId}
          sections={sections}
          activeId={active?.id}
          onActivate={(id) => moveTo(shown.findIndex((entry) => entry.id === id))}
          onChoose={choose}
        />
        {shown.length === 0 && <p className={classes.none}>{t("palette.none")}</p>}
        <VisuallyHidden role="status">{t("palette.count", { count: shown.length })}</VisuallyHidden>
      </Modal.Content>
    </Modal.Root>
  );
}
