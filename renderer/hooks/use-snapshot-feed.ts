import { useEffect } from "react";
import type { Snapshot } from "../../shared/ipc";
import { onImport, onSnapshot, request } from "../api";
import { notifyProblem } from "../notify";
import { receiveImport } from "../state/import-store";
import { receiveSnapshot } from "../state/queue-store";

/** Feeds the stores: asks for the present snapshot once, and takes every later one. */
export function useSnapshotFeed(): void {
  useEffect(() => {
    let isTold = false;
    const receive = (snapshot: Snapshot) => {
      isTold = true;
      receiveSnapshot(snapshot);
    };
    const ends = [onSnapshot(receive), onImport(receiveImport)];
    void request("getSnapshot", {}).then((result) => {
      if (!result.ok) notifyProblem(result.problem, "getSnapshot");
      // An event that overtook the answer is newer.
      else if (!isTold) receiveSnapshot(result.value);
    });
    return () => {
      for (const end of ends) end();
    };
  }, []);
}
