import { notifications } from "@mantine/notifications";
import { AlertTriangle } from "lucide-react";
import type { FailedFile } from "../shared/watched-folders";
import { formatSpot, splitName } from "./format/place";
import { t } from "./i18n";

/** How many files of a folder failed since its notice was dismissed, by the folder's id. */
const counts = new Map<number, number>();

/** Says that a file of a watched folder failed and where it is, until that is dismissed. One notice a folder, however many fail. */
export function notifyFailedFile({ folderId, folderName, path, target, problem }: FailedFile): void {
  const count = (counts.get(folderId) ?? 0) + 1;
  counts.set(folderId, count);
  const { line, column, message: why } = problem;
  const [folder] = splitName(target);
  const notification = {
    id: `failed-file-${folderId}`,
    title: t("watched.failed", { count, name: folderName }),
    message: t("watched.failedNote", { place: `${path}${formatSpot({ line, column })}`, why, folder }),
    color: "red",
    icon: <AlertTriangle size={16} />,
    autoClose: false as const,
    onClose: () => void counts.delete(folderId),
  };
  // `show` ignores an id that is already on screen, `update` one that is not.
  notifications.show(notification);
  notifications.update(notification);
}
