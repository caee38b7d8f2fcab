import { type Problem, toProblem } from "../../shared/errors";
import { hasRoom, type Published, type PublishRequest, publish, retract, settle, sweep } from "./publish";

/** What the publish thread is asked. */
export type PublishTask =
  | { kind: "publish"; request: PublishRequest }
  | { kind: "settle"; proofs: readonly string[] }
  | { kind: "retract"; outDir: string; published: Published }
  | { kind: "sweep"; outDir: string; output: string; token: string }
  | { kind: "hasRoom"; folder: string; bytes: number };

/** Errors cross as data: an exception would lose its code. */
export type PublishOutcome = { ok: true; answer: Published | boolean | undefined } | { ok: false; problem: Problem };

export default function run(task: PublishTask): PublishOutcome {
  try {
    return { ok: true, answer: handle(task) };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}

function handle(task: PublishTask): Published | boolean | undefined {
  switch (task.kind) {
    case "publish":
      return publish(task.request);
    case "settle":
      for (const proof of task.proofs) settle(proof);
      return undefined;
    case "retract":
      retract(task.outDir, task.published);
      return undefined;
    case "sweep":
      sweep(task.outDir, task.output, task.token);
      return undefined;
    case "hasRoom":
      return hasRoom(task.folder, task.bytes);
  }
}
