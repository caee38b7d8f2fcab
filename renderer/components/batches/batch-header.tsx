// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus, not their headers.
import { VisuallyHidden } from "@mantine/core";
import { t } from "../../i18n";

const COLUMNS = ["batch", "progress", "actions"] as const;

/** What the columns are, for those who hear them: the rows explain themselves to those who see them. */
export function BatchHeader() {
  return (
    <VisuallyHidden component="div" role="row" aria-rowindex={1}>
      {COLUMNS.map((name) => (
        <span role="columnheader" key={name}>
          {t(`batches.columns.${name}`)}
        </span>
      ))}
    </VisuallyHidden>
  );
}
