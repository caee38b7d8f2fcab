import { useEffect, useState } from "react";
import { request } from "../api";

/** The fields of the data that a template mentions; those of its last state that could be read. Null until they are here. */
export function useTemplateFields(template: string, change: number): readonly string[] | null {
  const [fields, setFields] = useState<readonly string[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed template has other fields
  useEffect(() => {
    let isOver = false;
    void request("templateFields", { template }).then((answer) => {
      if (!isOver && answer.ok) setFields(answer.value);
    });
    return () => {
      isOver = true;
    };
  }, [template, change]);
  return fields;
}
