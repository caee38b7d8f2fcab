import { useEffect } from "react";
import { onImport, onSnapshot, request } from "../api";
import { notifyProblem } from "../notify";
import { watchUse } from "../state/drawn-store";
import { receiveImport } from "../state/import-store";
import { queueStore, receiveSnapshot } from "../state/queue-store";

/** Feeds the stores: asks for the present snapshot where there is none yet, and takes every later one. */
export function useSnapshotFeed(): void {
  useEffect(() => {
    const ends = [onSnapshot(receiveSnapshot), onImport(receiveImport), watchUse()];
    if (!queueStore.getState().snapshot) {
      void request("getSnapshot", {}).then((result) => {
        if (!result.ok) notifyProblem(result.problem, "getSnapshot");
        // An event that overtook the answer is newer.
        else if (!queueStore.getState().snapshot) receiveSnapshot(result.value);
      });
    }
    return () => {
      for (const end of ends) end();
    };
  }, []);
}
