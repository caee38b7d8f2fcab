import { Button, Group, Text } from "@mantine/core";
import { useId } from "react";
import { useStore } from "zustand";
import { changeOutputFolder, openOutputFolder } from "../actions";
import { t } from "../i18n";
import { queueStore } from "../state/queue-store";
import classes from "./output-folder-setting.module.css";

/** Where the PDFs go of what is added in the window: the same folder as in the toolbar. */
export function OutputFolderSetting() {
  const path = useStore(queueStore, ({ snapshot }) => snapshot?.outputFolder ?? "");
  const labelId = useId();
  return (
    <div>
      <Text size="sm" fw={500} id={labelId}>
        {t("settings.folder")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("settings.folderNote")}
      </Text>
      <div className={classes.path} data-testid="settings-folder">
        {path}
      </div>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          aria-describedby={labelId}
          onClick={() => void changeOutputFolder()}
          data-testid="settings-change-folder"
        >
          {t("settings.folderChange")}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-describedby={labelId}
          onClick={() => void openOutputFolder()}
          data-testid="settings-open-folder"
        >
          {t("settings.folderOpen")}
        </Button>
      </Group>
    </div>
  );
}
