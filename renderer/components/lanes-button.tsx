import { Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { ConcurrencyState } from "../../shared/concurrency";
import { t } from "../i18n";
import { ConcurrencyControl } from "./concurrency-control";
import classes from "./status-bar.module.css";

/** How many lanes there are; a click changes it. */
export function LanesButton({ present }: { present: ConcurrencyState }) {
  const [isOpen, setIsOpen] = useState(false);
  const mode = t(present.mode === "auto" ? "speed.autoLanes" : "speed.fixedLanes", { count: present.lanes });
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="top-end"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.more}
          onClick={() => setIsOpen(!isOpen)}
          title={t("speed.hint")}
          data-testid="open-lanes"
        >
          {mode}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("speed.atOnce")} data-testid="lanes-popover">
        <ConcurrencyControl present={present} />
      </Popover.Dropdown>
    </Popover>
  );
}
