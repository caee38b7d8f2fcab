import type { FailedFile } from "../shared/watched-folders";
import { formatSpot, splitName } from "./format/place";
import { reasonOf } from "./format/problem";
import { t } from "./i18n";
import { notifyStanding } from "./notify";

/** How many files of a folder failed since its notice was dismissed, by the folder's id. */
const counts = new Map<number, number>();

/** Says that a file of a watched folder failed and where it is, until that is dismissed. One notice a folder, however many fail. */
export function notifyFailedFile({ folderId, folderName, path, target, problem }: FailedFile): void {
  const count = (counts.get(folderId) ?? 0) + 1;
  counts.set(folderId, count);
  const { line, column } = problem;
  const [folder] = splitName(target);
  notifyStanding({
    id: `failed-file-${folderId}`,
    title: t("watched.failed", { count, name: folderName }),
    message: t("watched.failedNote", {
      place: `${path}${formatSpot({ line, column })}`,
      why: reasonOf(problem),
      folder,
    }),
    onClose: () => void counts.delete(folderId),
  });
}
