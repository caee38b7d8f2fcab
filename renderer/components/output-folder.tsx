import { ActionIcon, UnstyledButton } from "@mantine/core";
import { ExternalLink, Folder } from "lucide-react";
import { t } from "../i18n";
import classes from "./output-folder.module.css";

interface OutputFolderProps {
  path: string;
  name: string;
  onChange(): void;
  onOpen(): void;
}

/** Where the PDFs go: the name changes the folder, the arrow opens it. */
export function OutputFolder({ path, name, onChange, onOpen }: OutputFolderProps) {
  return (
    <div className={classes.folder}>
      <UnstyledButton
        className={classes.change}
        onClick={onChange}
        title={t("toolbar.changeFolder", { path })}
        data-testid="change-output-folder"
      >
        <Folder size={16} className={classes.icon} aria-hidden />
        <span className={classes.texts}>
          <span className={classes.label}>{t("toolbar.saveTo")}</span>
          <span className={classes.name} data-testid="output-folder">
            {name}
          </span>
        </span>
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        onClick={onOpen}
        aria-label={t("toolbar.openFolder")}
        title={t("toolbar.openFolder")}
        data-testid="open-output-folder"
      >
        <ExternalLink size={15} />
      </ActionIcon>
    </div>
  );
}
