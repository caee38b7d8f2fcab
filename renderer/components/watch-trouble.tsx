import { Button } from "@mantine/core";
import { FolderX } from "lucide-react";
import type { WatchedFolder } from "../../shared/watched-folders";
import { watchedStateText } from "../format/watched-state";
import { t } from "../i18n";
import { NoticeLine } from "./notice-line";

interface WatchTroubleProps {
  folders: readonly WatchedFolder[];
  /** Shows the folders with their states. */
  onShow(): void;
}

/** Says that files of watched folders wait, for as long as they do. Nothing where none waits. */
export function WatchTrouble({ folders, onShow }: WatchTroubleProps) {
  const waiting = folders.filter(({ state }) => state !== "watching");
  const [first] = waiting;
  if (!first) return null;
  const count = waiting.length;
  return (
    <NoticeLine
      tone="warn"
      icon={<FolderX size={16} />}
      title={t("watched.trouble", { count, name: first.name })}
      {...(count === 1 ? { aside: watchedStateText(first) } : {})}
      action={
        <Button size="compact-sm" variant="default" onClick={onShow}>
          {t("toolbar.settings")}
        </Button>
      }
      testId="watch-trouble"
    />
  );
}
