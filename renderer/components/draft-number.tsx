import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";

interface DraftNumberProps {
  label: string;
  description?: string;
  /** Stands behind the number. */
  unit?: string;
  min: number;
  max: number;
  step?: number;
  /** What holds now. */
  value: number;
  onNumber(value: number): void;
  testId: string;
}

/** A whole number that is taken over as it is typed, whenever it is within its bounds; at the end it is brought into them. */
export function DraftNumber({ unit, value, onNumber, testId, ...field }: DraftNumberProps) {
  const { min, max } = field;
  const [draft, setDraft] = useState<number | string>(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <NumberInput
      {...field}
      {...(unit ? { suffix: ` ${unit}` } : {})}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="blur"
      value={draft}
      onChange={(typed) => {
        setDraft(typed);
        if (typeof typed === "number" && typed >= min && typed <= max && typed !== value) onNumber(typed);
      }}
      // What was emptied is as it was.
      onBlur={() => setDraft((left) => (left === "" ? value : left))}
      data-testid={testId}
    />
  );
}
