import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import type { ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import classes from "./import-sheet.module.css";

/** As long as the name of a preset may be. */
const MOST_CHARACTERS = 60;

/** What was chosen before, under its name: to be chosen again, kept or deleted. */
export function PresetChoice({ view }: { view: ImportView }) {
  const [isNaming, setIsNaming] = useState(false);
  if (isNaming) return <PresetName view={view} onEnd={() => setIsNaming(false)} />;
  const { presets, preset } = view;
  return (
    <div className={classes.pair}>
      <NativeSelect
        label={t("presets.label")}
        className={classes.grow}
        data={[
          { value: "", label: t(presets.length === 0 ? "presets.none" : "presets.other") },
          ...presets.map((name) => ({ value: name, label: name })),
        ]}
        value={preset ?? ""}
        disabled={presets.length === 0}
        onChange={({ currentTarget: { value } }) => value !== "" && actions.choosePreset(view, value)}
        data-testid="import-preset"
      />
      {preset === null ? (
        <Button variant="default" onClick={() => setIsNaming(true)} data-testid="import-preset-new">
          {t("presets.save")}
        </Button>
      ) : (
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("presets.remove", { name: preset })}
          title={t("presets.remove", { name: preset })}
          onClick={() => actions.removePreset(view, preset)}
          data-testid="import-preset-remove"
        >
          <Trash2 size={16} />
        </ActionIcon>
      )}
    </div>
  );
}

/** The name that a new preset is to have. */
function PresetName({ view, onEnd }: { view: ImportView; onEnd(): void }) {
  const [name, setName] = useState("");
  const given = name.trim();
  const save = () => {
    if (given === "") return;
    void actions.savePreset(view, given);
    onEnd();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    // The keys of the sheet, which lies around it, would add the jobs or close it.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") save();
    else onEnd();
  };
  return (
    <div className={classes.pair}>
      <TextInput
        label={t("presets.name")}
        className={classes.grow}
        value={name}
        maxLength={MOST_CHARACTERS}
        autoFocus
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        onKeyDown={press}
        data-testid="import-preset-name"
      />
      <Button onClick={save} disabled={given === ""} data-testid="import-preset-save">
        {t(view.presets.includes(given) ? "presets.replace" : "presets.keep")}
      </Button>
      <Button variant="default" onClick={onEnd}>
        {t("presets.cancel")}
      </Button>
    </div>
  );
}
