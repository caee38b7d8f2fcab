// biome-ignore-all lint/a11y/useSemanticElements: no element is a list of options that is searched from a field.
// biome-ignore-all lint/a11y/useFocusableInteractive: the field above keeps the focus (aria-activedescendant).
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the field above hears the keys.
import { useEffect, useRef } from "react";
import { t } from "../../i18n";
import type { PaletteEntry, PaletteSection } from "../../state/palette";
import { Keys } from "../keys";
import classes from "./palette-list.module.css";

interface PaletteListProps {
  id: string;
  sections: readonly PaletteSection[];
  activeId: string | undefined;
  onActivate(id: string): void;
  onChoose(entry: PaletteEntry): void;
}

/** The commands that were found, in their groups. The field above has the focus and says which of them is active. */
export function PaletteList({ id, sections, activeId, onActivate, onChoose }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another active entry is to be seen
  useEffect(() => {
    const active = list.current?.querySelector('[aria-selected="true"]');
    // The first comes with the name of its group.
    if (active === list.current?.querySelector('[role="option"]')) list.current?.scrollTo({ top: 0 });
    else active?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  return (
    <div className={classes.list} id={id} ref={list} role="listbox" aria-label={t("palette.title")}>
      {sections.map(({ group, entries }) => (
        <div key={group} role="group" aria-label={t(`palette.groups.${group}`)}>
          <div className={classes.group} aria-hidden>
            {t(`palette.groups.${group}`)}
          </div>
          {entries.map((entry) => (
            <div
              key={entry.id}
              id={`${id}-${entry.id}`}
              className={classes.entry}
              role="option"
              aria-selected={entry.id === activeId}
              // Moved, not entered: a list that scrolls under a pointer at rest is none of its business.
              onPointerMove={() => onActivate(entry.id)}
              // The focus stays in the field.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(entry)}
              data-testid={`palette-${entry.id}`}
            >
              <span className={classes.label}>{entry.label}</span>
              <Keys keys={entry.keys} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
