/** What people do with whole batches. */
import { ask } from "./actions";
import { t } from "./i18n";
import { notifyCancelled, notifyDone, notifyInfo } from "./notify";
import { showPlace } from "./state/place-store";
import { filterByBatch, searchFor, showFilter } from "./state/queue-store";

/** Lists the jobs of a batch. */
export function showJobsOf(id: string): void {
  filterByBatch(id);
  searchFor("");
  showFilter("all");
  showPlace("queue");
}

export async function openBatchFolder(id: string): Promise<void> {
  await ask("openBatchFolder", { id });
}

export async function retryBatch(id: string): Promise<void> {
  const answer = await ask("retryBatch", { id });
  if (!answer) return;
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notRetried"));
  else notifyDone(t("notices.retried", { count: changed }));
}

export async function cancelBatch(id: string): Promise<void> {
  const answer = await ask("cancelBatch", { id });
  if (!answer) return;
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notCancelled"));
  else notifyCancelled(changed);
}

export async function showFailures(id: string): Promise<void> {
  await ask("showFailures", { id });
}

export async function copyFailuresPath(id: string): Promise<void> {
  if (await ask("copyFailuresPath", { id })) notifyDone(t("batches.copied"));
}
