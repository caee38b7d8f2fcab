import { NativeSelect } from "@mantine/core";
import { t } from "../i18n";

interface WatchedPresetProps {
  /** What it is for, for those who do not see that. */
  label: string;
  names: readonly string[];
  /** Null for none. */
  value: string | null;
  onChoose(name: string | null): void;
  testId: string;
  /** Whether it stands behind what is done with it, and goes on with its sentence. */
  isInSentence?: boolean;
}

/** One of the presets, or none. One that was deleted is said to be. */
export function WatchedPreset({ label, names, value, onChoose, testId, isInSentence = false }: WatchedPresetProps) {
  const isGone = value !== null && !names.includes(value);
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      data={[
        { value: "", label: t(isInSentence ? "watched.withoutPreset" : "watched.noPreset") },
        ...names.map((name) => ({ value: name, label: isInSentence ? t("watched.withPreset", { name }) : name })),
        ...(isGone ? [{ value, label: t("watched.presetGone", { name: value }) }] : []),
      ]}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChoose(currentTarget.value === "" ? null : currentTarget.value)}
      data-testid={testId}
    />
  );
}
