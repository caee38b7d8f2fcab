import { Button, Text } from "@mantine/core";
import { CircleAlert, Eye } from "lucide-react";
import { useStore } from "zustand";
import type { WatchedFolder } from "../../shared/watched-folders";
import { ask } from "../actions";
import { watchedStateText } from "../format/watched-state";
import { t } from "../i18n";
import { queueStore } from "../state/queue-store";
import classes from "./watched-folders.module.css";

const NONE: readonly WatchedFolder[] = [];

/** The folders whose files become PDFs as they arrive, each with its state; more can be added, and any taken away. */
export function WatchedFolders() {
  const folders = useStore(queueStore, ({ snapshot }) => snapshot?.watchedFolders ?? NONE);
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("watched.note")}
      </Text>
      {folders.length === 0 ? (
        <Text size="sm">{t("watched.none")}</Text>
      ) : (
        <ul className={classes.list} data-testid="watched-folders">
          {folders.map((folder) => (
            <Row folder={folder} key={folder.id} />
          ))}
        </ul>
      )}
      <div>
        <Button size="compact-sm" variant="default" onClick={add} data-testid="watched-add">
          {t("watched.add")}
        </Button>
      </div>
    </>
  );
}

function Row({ folder }: { folder: WatchedFolder }) {
  const { id, name, path, state } = folder;
  return (
    <li className={classes.row} data-state={state} data-testid="watched-folder">
      <span className={classes.icon} aria-hidden>
        {state === "watching" ? <Eye size={16} /> : <CircleAlert size={16} />}
      </span>
      <div className={classes.what}>
        <div className={classes.name} title={path}>
          {name}
        </div>
        <div className={classes.state} role="status">
          {watchedStateText(folder)}
        </div>
      </div>
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

function add(): void {
  void ask("addWatchedFolder", {});
}
