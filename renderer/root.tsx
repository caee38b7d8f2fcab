import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useStore } from "zustand";
import { App } from "./app";
import { MOST_NOTICES } from "./notify";
import { preferencesStore } from "./preferences";
import classes from "./root.module.css";
import { createAppTheme, cssVariables } from "./theme";

/** The window in its theme and language. Another language draws all of it anew. */
export function Root() {
  const { spoken, theme } = useStore(preferencesStore);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a few words of the theme are in that language
  const appTheme = useMemo(createAppTheme, [spoken]);
  return (
    <MantineProvider
      theme={appTheme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(theme === "system" ? {} : { forceColorScheme: theme })}
    >
      <Notifications
        position="bottom-right"
        limit={MOST_NOTICES}
        containerWidth={400}
        className={classes.notices ?? ""}
      />
      <App key={spoken} />
    </MantineProvider>
  );
}
