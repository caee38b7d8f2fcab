import { app } from "electron";

const NETWORK_SERVICE = "network.mojom.NetworkService";
const listeners = new Set<() => void>();
let isWatching = false;

/**
 * Calls back each time Chromium's network process ends. Chromium starts another by itself, but what was being loaded is
 * neither answered nor refused.
 * @returns ends the watch
 */
export function onNetworkProcessGone(listener: () => void): () => void {
  // One listener for all lanes: an emitter warns of many.
  if (!isWatching) {
    isWatching = true;
    app.on("child-process-gone", (_event, { serviceName }) => {
      if (serviceName === NETWORK_SERVICE) for (const tell of [...listeners]) tell();
    });
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}
