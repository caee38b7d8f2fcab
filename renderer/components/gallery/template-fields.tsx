import { useTemplateFields } from "../../hooks/use-template-fields";
import { t } from "../../i18n";
import classes from "./template-fields.module.css";

interface TemplateFieldsProps {
  template: string;
  /** Grows with each change of the template's files. */
  change: number;
}

/** The fields of the data that a template knows. */
export function TemplateFields({ template, change }: TemplateFieldsProps) {
  const fields = useTemplateFields(template, change);
  // Nothing is known of a template that cannot be read.
  if (!fields) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <section className={classes.fields} aria-label={t("gallery.fields")} tabIndex={0}>
      <h3 className={classes.heading}>{t("gallery.fields")}</h3>
      {fields.length === 0 && <p className={classes.none}>{t("gallery.noFields")}</p>}
      <ul className={classes.list} data-testid="template-fields">
        {fields.map((field) => (
          <li key={field}>
            <code className={classes.field}>{field}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
