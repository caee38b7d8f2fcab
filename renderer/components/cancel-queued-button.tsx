import { Button, Group, Popover, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useState } from "react";
import { texts } from "../texts";

interface CancelQueuedButtonProps {
  /** Jobs that would be cancelled. */
  count: number;
  onCancel(): void;
}

/** Cancels what waits, after asking once: cancelled jobs cannot be brought back. */
export function CancelQueuedButton({ count, onCancel }: CancelQueuedButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const t = texts.toolbar;
  return (
    <Popover
      opened={isAsking}
      onChange={setIsAsking}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<X size={16} />}
          onClick={() => setIsAsking(!isAsking)}
          data-testid="cancel-queued"
        >
          {t.cancelQueued}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fw={600}>{t.cancelQuestion(count)}</Text>
        <Text size="sm" c="dimmed">
          {t.cancelNote}
        </Text>
        <Group mt="sm" gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={() => setIsAsking(false)}>
            {t.cancelKeep}
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
            {t.cancelConfirm}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
