import { ActionIcon, Button, Menu } from "@mantine/core";
import { ChevronDown, ClipboardPaste, FolderPlus, Plus, Sparkles } from "lucide-react";
import { t } from "../i18n";
import classes from "./add-button.module.css";

interface AddButtonProps {
  onAddFiles(): void;
  onAddFolder(): void;
  onAddSamples(): void;
  onPaste(): void;
}

const ICON = 16;

/** Adds files at a click; the arrow beside it has the other ways. */
export function AddButton({ onAddFiles, onAddFolder, onAddSamples, onPaste }: AddButtonProps) {
  return (
    <div className={classes.split}>
      <Button className={classes.main} leftSection={<Plus size={ICON} />} onClick={onAddFiles} data-testid="add-files">
        {t("toolbar.addFiles")}
      </Button>
      <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <ActionIcon
            className={classes.more}
            variant="filled"
            size={36}
            aria-label={t("toolbar.moreWays")}
            data-testid="add-more"
          >
            <ChevronDown size={ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown aria-label={t("toolbar.moreWays")}>
          <Menu.Item leftSection={<FolderPlus size={ICON} />} onClick={onAddFolder} data-testid="add-folder">
            {t("toolbar.addFolder")}
          </Menu.Item>
          <Menu.Item leftSection={<ClipboardPaste size={ICON} />} onClick={onPaste} data-testid="add-paste">
            {t("toolbar.paste")}
          </Menu.Item>
          <Menu.Item leftSection={<Sparkles size={ICON} />} onClick={onAddSamples} data-testid="add-samples">
            {t("toolbar.addSamples")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
