import { Button, NativeSelect } from "@mantine/core";
import { ArrowLeft } from "lucide-react";
import type { ImportField, ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import classes from "./field-mapping.module.css";

/** Which column fills which field. Columns of the same name do by themselves. */
export function FieldMapping({ view }: { view: ImportView }) {
  const { fields, columns, choices, result } = view;
  const choose = (name: string, column: string) =>
    actions.changeImport(view, { fields: { ...choices.fields, [name]: column } });
  return (
    <section aria-label={t("import.fields")} data-testid="import-fields">
      <h3 className={classes.title}>{t("import.fields")}</h3>
      <div className={classes.rows}>
        {fields.map((field) => (
          <FieldRow key={field.name} field={field} columns={columns} onChoose={choose} />
        ))}
      </div>
      {result && result.unusedFields.length > 0 && (
        <p className={classes.unused}>{t("import.unused", { names: result.unusedFields.join(", ") })}</p>
      )}
    </section>
  );
}

interface FieldRowProps {
  field: ImportField;
  columns: readonly string[];
  onChoose(name: string, column: string): void;
}

function FieldRow({ field: { name, column, suggestion }, columns, onChoose }: FieldRowProps) {
  const id = `field-${name}`;
  return (
    <div className={classes.row} data-testid="import-field" data-field={name}>
      <label className={classes.name} htmlFor={id} title={name}>
        {name === "prompt" || name === "title" ? t(`import.promptFields.${name}`) : name}
      </label>
      <ArrowLeft size={14} className={classes.arrow} aria-hidden />
      <NativeSelect
        id={id}
        size="xs"
        data={[{ value: "", label: t("import.noColumn") }, ...columns.map((value) => ({ value, label: value }))]}
        value={column ?? ""}
        onChange={({ currentTarget }) => onChoose(name, currentTarget.value)}
      />
      {suggestion !== null && (
        <Button size="compact-xs" variant="light" onClick={() => onChoose(name, suggestion)}>
          {t("import.useColumn", { column: suggestion })}
        </Button>
      )}
    </div>
  );
}
