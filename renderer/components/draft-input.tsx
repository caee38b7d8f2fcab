import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

interface DraftInputProps {
  label: string;
  description?: string;
  placeholder?: string;
  /** What holds now. */
  value: string;
  /** What is wrong with what holds, where that is said from elsewhere. */
  error?: string | undefined;
  /** Takes it over. Says what is wrong with it where it cannot; then what was typed stays, and so does what holds. */
  onType(text: string): Promise<string | null> | string | null;
  testId: string;
}

/** A text that is taken over as it is typed, whenever it is a good one; what is wrong with it is said beneath. */
export function DraftInput({ label, description, placeholder, value, error, onType, testId }: DraftInputProps) {
  const [draft, setDraft] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const isTyping = useRef(false);
  // An answer to what was typed a letter ago must not take the last letter back.
  useEffect(() => {
    if (!isTyping.current) setDraft(value);
  }, [value]);
  const type = async (text: string) => {
    setDraft(text);
    setProblem(await onType(text));
  };
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      value={draft}
      error={problem ?? error}
      spellCheck={false}
      onFocus={() => {
        isTyping.current = true;
      }}
      onBlur={() => {
        isTyping.current = false;
        if (problem === null) setDraft(value);
      }}
      onChange={({ currentTarget }) => void type(currentTarget.value)}
      data-testid={testId}
    />
  );
}
