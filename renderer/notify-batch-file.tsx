import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Check, Files } from "lucide-react";
import type { BatchFile, BatchFileProgress } from "../shared/batch-files";
import { formatBytes } from "./format/bytes";
import { t } from "./i18n";

const ICON = 16;
const MADE_MS = 20_000;

const makingId = (batchId: string) => `making-${batchId}`;

/** Shows how far the file of a batch has come, until {@link hideMaking}, with a way to give it up. */
export function notifyMaking({ id, kind, done, all }: BatchFileProgress, stop: () => void): void {
  const notification = {
    id: makingId(id),
    // Its beginning is heard, its figures are not.
    title: <span role="status">{t(`batches.files.making.${kind}`)}</span>,
    message: (
      <Group gap="sm" justify="space-between">
        <Text size="sm" inherit data-testid="making-progress">
          {t("batches.files.progress", { done, all })}
        </Text>
        <Button size="compact-sm" variant="default" onClick={stop} data-testid="making-stop">
          {t("batches.files.stop")}
        </Button>
      </Group>
    ),
    role: "group",
    color: "pine",
    // What turns would have the window drawn all the time.
    icon: <Files size={ICON} />,
    withCloseButton: false,
    autoClose: false as const,
  };
  // `show` ignores an id that is already on screen, `update` one that is not.
  notifications.show(notification);
  notifications.update(notification);
}

export function hideMaking(batchId: string): void {
  notifications.hide(makingId(batchId));
}

/** Says that a file is made and what is in it. It may have taken a while, so that is not gone in a moment. */
export function notifyMade({ file, name, pdfs, pages, bytes, missing }: BatchFile, show: (file: number) => void): void {
  const facts = [
    t("batches.files.pdfs", { count: pdfs }),
    ...(pages === null ? [] : [t("batches.files.pages", { count: pages })]),
    formatBytes(bytes),
  ];
  notifications.show({
    id: `made-${file}`,
    title: t("batches.files.made", { name }),
    message: (
      <>
        <Text size="sm" inherit data-testid="made-facts">
          {facts.join(" · ")}
        </Text>
        {missing > 0 && (
          <Text size="sm" inherit data-testid="made-missing">
            {t("batches.files.missing", { count: missing })}
          </Text>
        )}
        <Button mt={6} size="compact-sm" variant="light" onClick={() => show(file)} data-testid="made-show">
          {t("batches.files.show")}
        </Button>
      </>
    ),
    color: "pine",
    icon: <Check size={ICON} />,
    autoClose: MADE_MS,
  });
}
