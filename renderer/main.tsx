import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadPreferences } from "./preferences";
import { Root } from "./root";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// The first words are in the right language: the answer takes less time than the first paint.
await loadPreferences();
createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
