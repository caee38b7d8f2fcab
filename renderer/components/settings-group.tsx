import { Stack } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./settings-group.module.css";

interface SettingsGroupProps {
  title: string;
  children: ReactNode;
}

/** Settings that belong together, under their heading. */
export function SettingsGroup({ title, children }: SettingsGroupProps) {
  const id = useId();
  return (
    <section className={classes.group} aria-labelledby={id}>
      <h3 className={classes.title} id={id}>
        {title}
      </h3>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}
