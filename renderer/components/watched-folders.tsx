import { Button, Group, Text } from "@mantine/core";
import { CircleAlert, Eye } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { WatchedFolder } from "../../shared/watched-folders";
import { ask } from "../actions";
import { watchedStateText } from "../format/watched-state";
import { useSettledChoice } from "../hooks/use-settled-choice";
import { t } from "../i18n";
import { queueStore } from "../state/queue-store";
import classes from "./watched-folders.module.css";
import { WatchedPreset } from "./watched-preset";

const NONE: readonly WatchedFolder[] = [];

interface WatchedFoldersProps {
  /** Names of those that were saved in the sheet; null until they are known. */
  presets: readonly string[] | null;
}

/** The folders whose files become PDFs as they arrive, each with its preset and state; more can be added, and any taken away. */
export function WatchedFolders({ presets }: WatchedFoldersProps) {
  const folders = useStore(queueStore, ({ snapshot }) => snapshot?.watchedFolders ?? NONE);
  const [next, setNext] = useState<string | null>(null);
  const hasPresets = presets !== null && presets.length > 0;
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("watched.note")} {hasPresets && t("watched.presetNote")}
        {presets?.length === 0 && t("watched.noPresets")}
      </Text>
      {folders.length === 0 ? (
        <Text size="sm">{t("watched.none")}</Text>
      ) : (
        <ul className={classes.list} data-testid="watched-folders">
          {folders.map((folder) => (
            <Row folder={folder} presets={presets} key={folder.id} />
          ))}
        </ul>
      )}
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void ask("addWatchedFolder", { preset: next })}
          data-testid="watched-add"
        >
          {t("watched.add")}
        </Button>
        {hasPresets && (
          <WatchedPreset
            label={t("watched.presetNew")}
            names={presets}
            value={next}
            onChoose={setNext}
            testId="watched-add-preset"
            isInSentence
          />
        )}
      </Group>
    </>
  );
}

interface RowProps {
  folder: WatchedFolder;
  /** Null until they are known. */
  presets: readonly string[] | null;
}

function Row({ folder, presets }: RowProps) {
  const { id, name, path, preset, state } = folder;
  const [chosen, choose] = useSettledChoice(
    preset,
    async (next) => (await ask("chooseWatchedPreset", { id, preset: next })) !== null,
  );
  const isOffered = presets !== null && (presets.length > 0 || preset !== null);
  return (
    <li className={classes.row} data-state={state} data-testid="watched-folder">
      <span className={classes.icon} aria-hidden>
        {state === "watching" ? <Eye size={16} /> : <CircleAlert size={16} />}
      </span>
      <div className={classes.name} title={path}>
        {name}
      </div>
      <div className={classes.state} role="status">
        {watchedStateText(folder)}
      </div>
      {isOffered && (
        <div className={classes.preset}>
          <WatchedPreset
            label={t("watched.presetFor", { name })}
            names={presets}
            value={chosen}
            onChoose={choose}
            testId="watched-preset"
          />
        </div>
      )}
      <Button
        className={classes.remove}
        size="compact-sm"
        variant="default"
        aria-label={t("watched.removeFor", { name })}
        onClick={() => void ask("removeWatchedFolder", { id })}
        data-testid="watched-remove"
      >
        {t("watched.remove")}
      </Button>
    </li>
  );
}
