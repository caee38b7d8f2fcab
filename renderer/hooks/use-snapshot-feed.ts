import { useEffect } from "react";
import { onSnapshot, request } from "../api";
import { notifyProblem } from "../notify";
import { queueStore, receiveSnapshot } from "../state/queue-store";

/** Feeds the store: asks for the present snapshot once, and takes every later one. */
export function useSnapshotFeed(): void {
  useEffect(() => {
    const end = onSnapshot(receiveSnapshot);
    void request("getSnapshot", {}).then((result) => {
      if (!result.ok) notifyProblem(result.problem, "getSnapshot");
      // An event that overtook the answer is newer.
      else if (!queueStore.getState().snapshot) receiveSnapshot(result.value);
    });
    return end;
  }, []);
}
