import { Button, NativeSelect } from "@mantine/core";
import { OWN_TEMPLATE } from "../../../shared/choices";
import type { ImportView } from "../../../shared/import";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import { reasonOf } from "../../format/problem";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import classes from "./import-sheet.module.css";

/** Which template lays the prompts out, where they do not name one themselves. */
export function TemplateChoice({ view }: { view: ImportView }) {
  const { choices, ownTemplate, problem } = view;
  const options = [
    { value: "", label: t("import.noTemplate") },
    ...BUILTIN_TEMPLATES.map((name) => ({ value: name, label: t(`templates.${name}`) })),
    ...(ownTemplate === null ? [] : [{ value: OWN_TEMPLATE, label: ownTemplate }]),
  ];
  return (
    <div className={classes.pair}>
      <NativeSelect
        label={t("import.template")}
        className={classes.grow}
        data={options}
        error={problem?.code === "template-failed" ? reasonOf(problem) : undefined}
        value={choices.template ?? ""}
        onChange={({ currentTarget: { value } }) =>
          // The fields of another template are others: what was chosen for them goes.
          actions.changeImport(view, { template: (value || null) as typeof choices.template, fields: {} })
        }
        data-testid="import-template"
      />
      <Button variant="default" onClick={() => actions.chooseImportTemplate(view)} data-testid="import-own-template">
        {t("import.ownTemplate")}
      </Button>
    </div>
  );
}
