import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useStore } from "zustand";
import { App } from "./app";
import { preferencesStore } from "./preferences";
import { createAppTheme, cssVariables } from "./theme";

/** Notifications keep clear of the status bar. */
const STATUS_BAR_PX = 28;

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
      <Notifications position="bottom-right" limit={4} containerWidth={400} style={{ marginBottom: STATUS_BAR_PX }} />
      <App key={spoken} />
    </MantineProvider>
  );
}
