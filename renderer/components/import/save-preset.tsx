import { Button, Group, Popover, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { t } from "../../i18n";

interface SavePresetProps {
  /** The name that is offered first. */
  name: string;
  onSave(name: string): void;
}

/** Asks for a name, then keeps what is chosen under it. */
export function SavePreset({ name, onSave }: SavePresetProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [draft, setDraft] = useState("");
  const given = draft.trim();
  const save = () => {
    if (given === "") return;
    setIsOpen(false);
    onSave(given);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    // It is in the form of the sheet, which Enter would send off.
    event.preventDefault();
    save();
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-end"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          // Escape closes this, not the sheet that it belongs to.
          data-mantine-stop-propagation={isOpen || undefined}
          onClick={() => {
            setDraft(name);
            setIsOpen(!isOpen);
          }}
          data-testid="preset-save"
        >
          {t("presets.save")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("presets.save")}>
        <TextInput
          label={t("presets.name")}
          value={draft}
          maxLength={80}
          onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          onKeyDown={press}
          data-autofocus
          data-mantine-stop-propagation
          data-testid="preset-name"
        />
        <Group mt="sm" justify="flex-end">
          <Button
            size="xs"
            onClick={save}
            disabled={given === ""}
            data-mantine-stop-propagation
            data-testid="preset-keep"
          >
            {t("presets.keep")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
