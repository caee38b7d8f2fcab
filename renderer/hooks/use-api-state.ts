import { useEffect, useState } from "react";
import type { ApiState } from "../../shared/ipc";
import { ask } from "../actions";

/** Whether other programs are answered, asked for when it is first shown, and a function that changes it. */
export function useApiState(): [state: ApiState | null, change: (on: boolean) => void] {
  const [state, setState] = useState<ApiState | null>(null);
  useEffect(() => {
    void ask("getApi", {}).then((answer) => answer && setState(answer.value));
  }, []);
  const change = async (on: boolean) => {
    const answer = await ask("setApi", { on });
    if (answer) setState(answer.value);
  };
  return [state, (on) => void change(on)];
}
