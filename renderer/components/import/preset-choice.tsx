import { ActionIcon, NativeSelect } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import classes from "./import-sheet.module.css";
import { SavePreset } from "./save-preset";

/** What was chosen before and kept under a name: takes it over, keeps what is chosen now, and forgets one. */
export function PresetChoice({ view }: { view: ImportView }) {
  const [chosen, setChosen] = useState("");
  const current = view.presets.includes(chosen) ? chosen : "";
  return (
    <div className={classes.pair}>
      <NativeSelect
        label={t("presets.label")}
        className={classes.grow}
        data={[{ value: "", label: t("presets.none") }, ...view.presets]}
        value={current}
        onChange={({ currentTarget: { value } }) => {
          setChosen(value);
          if (value !== "") void actions.applyPreset(view, value);
        }}
        data-testid="preset"
      />
      {current !== "" && (
        <ActionIcon
          variant="default"
          size={36}
          onClick={() => actions.removePreset(view, current)}
          aria-label={t("presets.remove", { name: current })}
          title={t("presets.remove", { name: current })}
          data-testid="preset-remove"
        >
          <Trash2 size={15} />
        </ActionIcon>
      )}
      <SavePreset
        name={current}
        onSave={(name) => {
          setChosen(name);
          void actions.savePreset(view, name);
        }}
      />
    </div>
  );
}
