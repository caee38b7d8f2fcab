import { Button, Group, Text } from "@mantine/core";
import type { BatchView } from "../../../shared/batches";
import { t } from "../../i18n";
import { Dialog } from "../dialog";

interface CancelBatchDialogProps {
  batch: BatchView;
  onClose(): void;
  onCancel(id: string): void;
}

/** Asks once before what waits of a batch is cancelled: cancelled jobs cannot be brought back. */
export function CancelBatchDialog({ batch, onClose, onCancel }: CancelBatchDialogProps) {
  const confirm = () => {
    onCancel(batch.id);
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t("toolbar.cancelQuestion", { count: batch.queued })} testId="cancel-batch">
      <Text size="sm" c="dimmed">
        {t("toolbar.cancelNote")}
      </Text>
      <Group mt="lg" gap="xs" justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("toolbar.cancelKeep")}
        </Button>
        <Button color="red" onClick={confirm} data-testid="cancel-batch-confirm">
          {t("toolbar.cancelConfirm")}
        </Button>
      </Group>
    </Dialog>
  );
}
