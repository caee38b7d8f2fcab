import { Button } from "@mantine/core";
import { Layers } from "lucide-react";
import { t } from "../i18n";
import classes from "./batch-filter-line.module.css";

/** Says that only the jobs of one batch are listed, and leads back to all. */
export function BatchFilterLine({ onShowAll }: { onShowAll(): void }) {
  return (
    <p className={classes.line} data-testid="batch-filter">
      <Layers size={15} aria-hidden />
      {t("batches.only")}
      <Button variant="subtle" size="compact-sm" onClick={onShowAll} data-testid="batch-filter-off">
        {t("batches.showAll")}
      </Button>
    </p>
  );
}
