import { NativeSelect, SegmentedControl, Switch, Text } from "@mantine/core";
import { useStore } from "zustand";
import type { ConcurrencyState } from "../../shared/concurrency";
import type { Preferences } from "../../shared/preferences";
import { LANGUAGES } from "../../shared/texts";
import { usePresets } from "../hooks/use-presets";
import { t } from "../i18n";
import { changePreferences, preferencesStore } from "../preferences";
import { ApiSetting } from "./api-setting";
import { BatchDefaultsForm } from "./batch-defaults-form";
import { BatchLimitsForm } from "./batch-limits-form";
import { ConcurrencyControl } from "./concurrency-control";
import { Dialog } from "./dialog";
import { MemoryLimit } from "./memory-limit";
import { OutputFolderSetting } from "./output-folder-setting";
import { PresetList } from "./preset-list";
import classes from "./settings-dialog.module.css";
import { SettingsGroup } from "./settings-group";
import { WatchedFolders } from "./watched-folders";

interface SettingsDialogProps {
  /** How many lanes there are now. */
  concurrency: ConcurrencyState;
  isOpen: boolean;
  onClose(): void;
}

const THEMES = ["system", "light", "dark"] as const;
const CLOSE_CHOICES = ["ask", "finish", "stop"] as const;

/** What can be chosen for the window. Every choice holds at once. */
export function SettingsDialog({ concurrency, isOpen, onClose }: SettingsDialogProps) {
  const { language, theme, addAtOnce, reproducible, whenClosed } = useStore(preferencesStore);
  const { presets, forget } = usePresets(isOpen);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("settings.title")} width="540px" testId="settings">
      <SettingsGroup title={t("settings.groups.general")}>
        <NativeSelect
          label={t("settings.language")}
          description={t("settings.languageNote")}
          value={language}
          onChange={({ currentTarget }) =>
            changePreferences({ language: currentTarget.value as Preferences["language"] })
          }
          data={[
            { value: "system", label: t("settings.asSystem") },
            ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
          ]}
          data-testid="language"
        />
        <div>
          <Text size="sm" fw={500} id="theme-label">
            {t("settings.theme")}
          </Text>
          <SegmentedControl
            className={classes.themes}
            fullWidth
            aria-labelledby="theme-label"
            value={theme}
            onChange={(value) => changePreferences({ theme: value as Preferences["theme"] })}
            data={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
            data-testid="theme"
          />
        </div>
        <Switch
          label={t("settings.addAtOnce")}
          description={t("settings.addAtOnceNote")}
          checked={addAtOnce}
          onChange={({ currentTarget }) => changePreferences({ addAtOnce: currentTarget.checked })}
          data-testid="add-at-once"
        />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.speed")}>
        <ConcurrencyControl present={concurrency} />
        <BatchLimitsForm />
        <MemoryLimit />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.pdfs")}>
        <OutputFolderSetting />
        <BatchDefaultsForm />
        <Switch
          label={t("settings.reproducible")}
          description={t("settings.reproducibleNote")}
          checked={reproducible}
          onChange={({ currentTarget }) => changePreferences({ reproducible: currentTarget.checked })}
          data-testid="reproducible"
        />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.presets")}>
        <PresetList presets={presets} onForget={forget} />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.closing")}>
        <NativeSelect
          label={t("settings.whenClosed")}
          value={whenClosed}
          onChange={({ currentTarget }) =>
            changePreferences({ whenClosed: currentTarget.value as Preferences["whenClosed"] })
          }
          data={CLOSE_CHOICES.map((value) => ({ value, label: t(`settings.closeChoices.${value}`) }))}
          data-testid="when-closed"
        />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.programs")}>
        <ApiSetting />
      </SettingsGroup>
      <SettingsGroup title={t("settings.groups.watched")}>
        <WatchedFolders presets={presets?.map(({ name }) => name) ?? null} />
      </SettingsGroup>
    </Dialog>
  );
}
