import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface CheckedInputProps extends Omit<TextInputProps, "value" | "onChange" | "error"> {
  value: string;
  /** What is wrong with a text that is not empty; undefined where nothing is. */
  problemOf(text: string): string | undefined;
  /** Told of each text in which nothing is wrong, and of an empty one. */
  onValid(text: string): void;
}

/** A text that holds as soon as nothing is wrong with it. Until then it stays as it is typed, with the reason beneath. */
export function CheckedInput({ value, problemOf, onValid, ...props }: CheckedInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const type = (text: string) => {
    const isGood = text === "" || problemOf(text) === undefined;
    setDraft(isGood ? null : text);
    if (isGood) onValid(text);
  };
  return (
    <TextInput
      {...props}
      spellCheck={false}
      value={draft ?? value}
      error={draft === null ? undefined : problemOf(draft)}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
