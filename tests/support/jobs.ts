import type { NewJob } from "../../main/queue";
import type { FoundPrompt } from "../../shared/stages";

/** A prompt as intake would find it. */
export function found(text: string, more: Partial<FoundPrompt> = {}): FoundPrompt {
  return {
    prompt: { prompt: text },
    source: "/in/a.md",
    line: 1,
    baseDir: "/in",
    relativeDir: "",
    stem: text,
    ...more,
  };
}

/** A job for the queue; `name` tells it from others. */
export function newJob(name: string, more: Partial<NewJob> = {}): NewJob {
  return {
    promptKey: name,
    contentKey: `content of ${name}`,
    priority: 0,
    found: found(name),
    output: `${name}.pdf`,
    outputKey: `/out/${name}.pdf`,
    ...more,
  };
}
