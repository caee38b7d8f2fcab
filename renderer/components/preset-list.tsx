import { ActionIcon, Text } from "@mantine/core";
import { Trash2 } from "lucide-react";
import type { PresetSummary } from "../../shared/import";
import { t } from "../i18n";
import classes from "./preset-list.module.css";

interface PresetListProps {
  /** Null until they are known. */
  presets: readonly PresetSummary[] | null;
  onForget(name: string): void;
}

/** What was chosen in the sheet and kept under a name; each can be forgotten. */
export function PresetList({ presets, onForget }: PresetListProps) {
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("presets.note")}
      </Text>
      {presets?.length === 0 && <Text size="sm">{t("presets.noneYet")}</Text>}
      {presets !== null && presets.length > 0 && (
        <ul className={classes.list} data-testid="presets">
          {presets.map(({ name, template, pattern }) => (
            <li className={classes.row} key={name}>
              <div className={classes.text}>
                <div className={classes.name}>{name}</div>
                <div className={classes.what}>
                  {t("presets.what", { template: template ?? t("presets.noTemplate"), pattern })}
                </div>
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => onForget(name)}
                aria-label={t("presets.remove", { name })}
                title={t("presets.remove", { name })}
                data-testid="preset-forget"
              >
                <Trash2 size={15} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
