/** What people can do in the window: ask the main process, then show what came of it. */
import type { SampleGroup } from "../shared/choices";
import type { AddOutcome, RequestName, RequestPayload, ResponseValues, Result } from "../shared/ipc";
import type { JobSelection } from "../shared/job-list";
import { addDroppedFiles, request } from "./api";
import { t } from "./i18n";
import { notifyCancelled, notifyDone, notifyInfo, notifyMissing, notifyProblem } from "./notify";
import { summarizeOutcome } from "./state/outcome";
import { showOutcome } from "./state/queue-store";

/** The value of an answer; null after a problem, which has then been shown. */
export async function ask<N extends RequestName>(
  name: N,
  payload: RequestPayload<N>,
): Promise<{ value: ResponseValues[N] } | null> {
  return shown(await request(name, payload), name);
}

/** The value of an answer that is here already; null after a problem, which has then been shown. */
export function shown<T>(result: Result<T>, subject: string): { value: T } | null {
  if (result.ok) return { value: result.value };
  notifyProblem(result.problem, subject);
  return null;
}

/** Says what became of an addition. */
export function reportOutcome(outcome: AddOutcome): void {
  showOutcome(outcome);
  if (outcome.rejected.length > 0) return;
  const { title, message, isGood } = summarizeOutcome(outcome);
  (isGood ? notifyDone : notifyInfo)(title, message);
}

/** Has the user choose files and queues them at once. */
export async function addChosen(kind: "files" | "folder"): Promise<void> {
  const answer = await ask("chooseInputs", { kind });
  // Null when the dialog was closed without a choice: that needs no words.
  if (answer?.value) reportOutcome(answer.value);
}

export async function addSamples(group: SampleGroup): Promise<void> {
  const answer = await ask("addSamples", { group });
  if (answer) reportOutcome(answer.value);
}

export async function addDropped(files: File[]): Promise<void> {
  const answer = shown(await addDroppedFiles(files), "addDroppedFiles");
  if (answer) reportOutcome(answer.value);
}

/** Queues a prompt that was typed or pasted. @returns whether it was */
export async function addPrompt(prompt: RequestPayload<"addPrompt">): Promise<boolean> {
  const answer = await ask("addPrompt", prompt);
  if (answer) reportOutcome(answer.value);
  return answer !== null && answer.value.rejected.length === 0;
}

export async function changeOutputFolder(): Promise<void> {
  await ask("chooseOutputFolder", {});
}

export async function openOutputFolder(): Promise<void> {
  await ask("openOutputFolder", {});
}

export async function pause(kind: "finish" | "now"): Promise<void> {
  await ask("pause", { kind });
}

export async function resume(): Promise<void> {
  await ask("resume", {});
}

export async function retryJobs(ids: number[] | "all-failed"): Promise<void> {
  const answer = await ask("retry", { ids });
  if (!answer) return;
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notRetried"));
  // One retried job is seen in its row; many are not.
  else if (ids === "all-failed") notifyDone(t("notices.retried", { count: changed }));
}

export async function cancelJobs(ids: number[] | "all-queued"): Promise<void> {
  const answer = await ask("cancel", { ids });
  if (!answer) return;
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notCancelled"));
  else if (ids === "all-queued") notifyCancelled(changed);
}

/** Opens a job's PDF, shows it in its folder, or has the pointer drag it; says what to do where it is gone. */
export async function handOut(how: "openOutput" | "showOutput" | "startDrag", id: number): Promise<void> {
  const answer = await ask(how, { id });
  if (answer?.value) notifyMissing(answer.value.missing);
}

/** The same with the PDFs of many jobs: what is there is shown, or dragged. */
export async function handOutMany(how: "showSelected" | "dragSelected", selection: JobSelection): Promise<void> {
  const answer = await ask(how, { selection });
  if (answer?.value) notifyMissing(answer.value.missing);
}
