import { UnstyledButton } from "@mantine/core";
import { Search } from "lucide-react";
import { COMMANDS } from "../../shared/commands";
import { t } from "../i18n";
import { Keys } from "./keys";
import classes from "./palette-button.module.css";

/** The way to the command palette for those who do not know its key yet. */
export function PaletteButton({ onOpen }: { onOpen(): void }) {
  const label = t("commands.palette");
  return (
    <UnstyledButton
      className={classes.button}
      onClick={onOpen}
      aria-haspopup="dialog"
      title={label}
      data-testid="open-palette"
    >
      <Search size={15} aria-hidden />
      <span className={classes.label}>{label}</span>
      <span className={classes.keys}>
        <Keys keys={COMMANDS.palette.keys} />
      </span>
    </UnstyledButton>
  );
}
