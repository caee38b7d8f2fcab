import { Button, Group, NativeSelect, Stack, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { PROMPT_FORMATS, type PromptFormat } from "../../shared/choices";
import { BUILTIN_TEMPLATES, type BuiltinTemplate } from "../../shared/templates";
import { t } from "../i18n";
import { Dialog } from "./dialog";

interface PasteDialogProps {
  isOpen: boolean;
  /** Resolves to whether it was queued: then the text is not needed any more. */
  onAdd(prompt: { text: string; format: PromptFormat; template: BuiltinTemplate | null }): Promise<boolean>;
  onClose(): void;
}

/** A prompt that is typed or pasted. Ctrl+Enter adds it. */
export const PasteDialog = memo(function PasteDialog({ isOpen, onAdd, onClose }: PasteDialogProps) {
  const [text, setText] = useState("");
  const [format, setFormat] = useState<PromptFormat>("markdown");
  const [template, setTemplate] = useState<BuiltinTemplate | "">("");
  const isAdding = useRef(false);
  const isOpenNow = useRef(isOpen);
  useEffect(() => {
    isOpenNow.current = isOpen;
  }, [isOpen]);
  const add = async () => {
    if (text.trim() === "" || isAdding.current) return;
    isAdding.current = true;
    const isAdded = await onAdd({ text, format, template: template || null });
    isAdding.current = false;
    if (!isAdded) return;
    // Who has typed on, or gone elsewhere, meanwhile keeps that.
    setText((now) => (now === text ? "" : now));
    if (isOpenNow.current) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void add();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("paste.title")}
      width="640px"
      testId="paste"
      footer={
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("import.cancel")}
          </Button>
          <Button
            type="submit"
            form="paste-form"
            disabled={text.trim() === ""}
            title={t("paste.hint")}
            data-testid="paste-add"
          >
            {t("import.add", { count: 1 })}
          </Button>
        </Group>
      }
    >
      <form id="paste-form" onSubmit={submit}>
        <Stack gap="md">
          <Textarea
            label={t("paste.text")}
            placeholder={t("paste.placeholder")}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={press}
            autosize
            minRows={9}
            maxRows={18}
            data-autofocus
            data-testid="paste-text"
          />
          <Group grow align="flex-end">
            <NativeSelect
              label={t("paste.format")}
              data={PROMPT_FORMATS.map((value) => ({ value, label: t(`empty.formats.${value}`) }))}
              value={format}
              onChange={({ currentTarget }) => setFormat(currentTarget.value as PromptFormat)}
              data-testid="paste-format"
            />
            <NativeSelect
              label={t("import.template")}
              data={[
                { value: "", label: t("paste.noTemplate") },
                ...BUILTIN_TEMPLATES.map((value) => ({ value, label: t(`templates.${value}`) })),
              ]}
              value={template}
              onChange={({ currentTarget }) => setTemplate(currentTarget.value as BuiltinTemplate | "")}
              data-testid="paste-template"
            />
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
});
