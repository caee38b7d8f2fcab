import { NativeSelect, Text } from "@mantine/core";
import { useStore } from "zustand";
import { CONFLICT_POLICIES } from "../../shared/choices";
import { t } from "../i18n";
import { changeBatchDefaults, preferencesStore, setBatchDefaults } from "../preferences";
import { DraftInput } from "./draft-input";
import { PageOptionsForm } from "./page-options-form";

/** How PDFs are made of what is added from now on, where a prompt says nothing of it itself. */
export function BatchDefaultsForm() {
  const { options, name, onConflict } = useStore(preferencesStore).batch;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("defaults.note")}
      </Text>
      <PageOptionsForm options={options} onChange={(chosen) => void setBatchDefaults({ options: chosen })} />
      <DraftInput
        label={t("import.name")}
        description={t("import.nameNote")}
        placeholder="{stem}"
        value={name}
        onType={(text) => changeBatchDefaults({ name: text })}
        testId="default-name"
      />
      <NativeSelect
        label={t("import.conflict")}
        data={CONFLICT_POLICIES.map((value) => ({ value, label: t(`import.policies.${value}`) }))}
        value={onConflict}
        onChange={({ currentTarget }) =>
          void setBatchDefaults({
            onConflict: CONFLICT_POLICIES.find((policy) => policy === currentTarget.value) ?? onConflict,
          })
        }
        data-testid="default-conflict"
      />
    </>
  );
}
