import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Menu,
  Notification,
  Popover,
  type VariantColorsResolver,
} from "@mantine/core";
import { t } from "./i18n";

/** The one accent: pine green, light to dark. Paper and ink do the rest (styles in global.css). */
const pine: MantineColorsTuple = [
  "#e8f6f2",
  "#cfeae3",
  "#a5d8cb",
  "#7ccab8",
  "#5cc0aa",
  "#35a58d",
  "#1b8a73",
  "#0f6b59",
  "#0b5647",
  "#073d33",
];

/** Dark text on the light accent of the dark scheme, where white would not be legible. */
const legibleOnFilled: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  return input.variant === "filled" ? { ...colors, color: "var(--on-filled)" } : colors;
};

/** What floats over the window is told apart by an edge, which a shadow alone does not give in the dark. */
const FLOATING = { background: "var(--surface)", border: "1px solid var(--line-strong)" };

/** The theme, whose few words are in the present language. */
export const createAppTheme = () =>
  createTheme({
    primaryColor: "pine",
    primaryShade: { light: 7, dark: 4 },
    variantColorResolver: legibleOnFilled,
    colors: { pine },
    fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
    fontFamilyMonospace: 'ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace',
    defaultRadius: "md",
    cursorType: "default",
    respectReducedMotion: true,
    components: {
      Button: Button.extend({ styles: { root: { fontWeight: 550 } } }),
      Menu: Menu.extend({
        // In the landmark of its button, and its first item takes the focus, not a placeholder without a name.
        defaultProps: { shadow: "md", withinPortal: false, withInitialFocusPlaceholder: false },
        styles: { dropdown: FLOATING },
      }),
      Popover: Popover.extend({ styles: { dropdown: FLOATING } }),
      Notification: Notification.extend({
        defaultProps: { closeButtonProps: { "aria-label": t("dismiss") } },
        styles: { root: FLOATING, description: { color: "var(--ink-soft)" } },
      }),
    },
  });

/** Mantine's own surfaces in the colours of the window, which global.css defines for both schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const surfaces = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-soft)",
    "--mantine-color-placeholder": "var(--ink-soft)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-error": "var(--fail)",
    "--mantine-color-red-filled": "var(--fail)",
    "--mantine-color-red-filled-hover": "color-mix(in srgb, var(--fail) 88%, var(--ink))",
  };
  return { variables: {}, light: surfaces, dark: surfaces };
};
