import { Button, Group, Popover, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { t } from "../i18n";
import { closeView, openView, viewStore } from "../state/view-store";

interface CancelQueuedButtonProps {
  /** Jobs that would be cancelled. */
  count: number;
  onCancel(): void;
}

/** Cancels what waits, after asking once: they may be many. */
export function CancelQueuedButton({ count, onCancel }: CancelQueuedButtonProps) {
  const isAsking = useStore(viewStore) === "cancelQueued";
  // Where nothing waits any more there is nothing to ask, and the question must not come up with the next files.
  useEffect(
    () => () => {
      if (viewStore.getState() === "cancelQueued") closeView();
    },
    [],
  );
  const setIsAsking = (is: boolean) => (is ? openView("cancelQueued") : closeView());
  return (
    <Popover
      opened={isAsking}
      onChange={setIsAsking}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
      withinPortal={false}
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<X size={16} />}
          title={t("toolbar.cancelQueued")}
          data-compact
          onClick={() => setIsAsking(!isAsking)}
          data-testid="cancel-queued"
        >
          {t("toolbar.cancelQueued")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("toolbar.cancelQuestion", { count })}>
        <Text fw={600}>{t("toolbar.cancelQuestion", { count })}</Text>
        <Text size="sm" c="dimmed">
          {t("toolbar.cancelNote")}
        </Text>
        <Group mt="sm" gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={() => setIsAsking(false)}>
            {t("toolbar.cancelKeep")}
          </Button>
          <Button
            size="xs"
            color="red"
            onClick={() => {
              setIsAsking(false);
              onCancel();
            }}
            data-testid="cancel-confirm"
          >
            {t("toolbar.cancelConfirm")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
