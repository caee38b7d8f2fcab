import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { request } from "./api";
import { askForFirstRows } from "./first-rows";
import { loadPreferences } from "./preferences";
import { Root } from "./root";
import { receiveSnapshot } from "./state/queue-store";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// All that the first frame needs is asked for at once: its words are in the right language, and its rows come while the
// rest of it is drawn.
const asked = request("getSnapshot", {});
askForFirstRows();
await loadPreferences();
const snapshot = await asked;
if (snapshot.ok) receiveSnapshot(snapshot.value);
createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
