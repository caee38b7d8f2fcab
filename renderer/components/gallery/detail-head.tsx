import { ActionIcon, Button, Menu } from "@mantine/core";
import { ArrowLeft, ChevronDown } from "lucide-react";
import { t } from "../../i18n";
import classes from "./detail-head.module.css";

interface DetailHeadProps {
  name: string;
  description: string;
  onBack(): void;
  onTry(): void;
  onUse(kind: "files" | "folder"): void;
}

/** What a template is, the way back to all of them, and what can be done with it. */
export function DetailHead({ name, description, onBack, onTry, onUse }: DetailHeadProps) {
  return (
    <div className={classes.head}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        onClick={onBack}
        aria-label={t("gallery.back")}
        title={t("gallery.back")}
        data-testid="all-templates"
      >
        <ArrowLeft size={18} />
      </ActionIcon>
      <div className={classes.what}>
        <h2 className={classes.name}>{name}</h2>
        <p className={classes.description}>{description}</p>
      </div>
      <Button variant="default" onClick={onTry} data-testid="try-file">
        {t("gallery.tryFile")}
      </Button>
      <Button.Group>
        <Button onClick={() => onUse("files")} data-testid="use-template">
          {t("gallery.use")}
        </Button>
        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button
              className={classes.more}
              aria-label={t("gallery.moreUse")}
              title={t("gallery.moreUse")}
              data-testid="use-more"
            >
              <ChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label={t("gallery.moreUse")}>
            <Menu.Item onClick={() => onUse("folder")}>{t("gallery.useFolder")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </div>
  );
}
