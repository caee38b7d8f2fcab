import { useEffect } from "react";
import { flushSync } from "react-dom";
import type { Snapshot } from "../../shared/ipc";
import { onImport, onSnapshot, request } from "../api";
import { notifyProblem } from "../notify";
import { receiveImport } from "../state/import-store";
import { createPaced } from "../state/paced";
import { receiveSnapshot } from "../state/queue-store";

/** Feeds the stores: asks for the present snapshot once, and takes every later one, as often as drawing it is cheap. */
export function useSnapshotFeed(): void {
  useEffect(() => {
    const paced = createPaced<Snapshot>({
      // Drawn within the call, so that it is known how long that takes.
      use: (snapshot) => flushSync(() => receiveSnapshot(snapshot)),
      isHidden: () => document.hidden,
    });
    let isTold = false;
    const ends = [
      onSnapshot((snapshot) => {
        isTold = true;
        paced.receive(snapshot);
      }),
      onImport(receiveImport),
      paced.stop,
    ];
    const showAgain = () => paced.flush();
    document.addEventListener("visibilitychange", showAgain);
    void request("getSnapshot", {}).then((result) => {
      if (!result.ok) notifyProblem(result.problem, "getSnapshot");
      // An event that overtook the answer is newer.
      else if (!isTold) receiveSnapshot(result.value);
    });
    return () => {
      document.removeEventListener("visibilitychange", showAgain);
      for (const end of ends) end();
    };
  }, []);
}
