/**
 * What the bench asks of the window that it started: a line of JSON each way, on the standard streams of the window's
 * process. Written by one and read by the other, so it stands in one place.
 */
import { z } from "zod";

/** A question with what is given and what comes back. */
export interface Step<Given, Answer> {
  name: string;
  given: z.ZodType<Given>;
  answer: z.ZodType<Answer>;
}

/** The line that says that the window can be used: printed once, by itself. */
export const USABLE = "usable";

export const askedSchema = z.object({ step: z.string(), given: z.unknown() });
export const answeredSchema = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

/** Times in milliseconds: the middle, what one in twenty exceeds, and the longest. */
const timesSchema = z.object({ p50Ms: z.number(), p95Ms: z.number(), mostMs: z.number() });
export type Times = z.infer<typeof timesSchema>;

const framesSchema = z.object({
  framesPerSecond: z.number(),
  /** The longest time without a frame. */
  longestMs: z.number(),
});
export type Frames = z.infer<typeof framesSchema>;

const reactionsSchema = z.object({
  /** From each kind of input to the next frame. */
  nextFrame: z.record(z.string(), timesSchema),
  /** All of them together. */
  nextFrameOfAll: timesSchema,
  /** From some of them to what was asked for. */
  untilShown: z.record(z.string(), timesSchema),
});
export type Reactions = z.infer<typeof reactionsSchema>;

/** What somebody would wait who came to the main process at any moment. */
const waitSchema = z.object({ seconds: z.number(), wait: timesSchema });

/** Queues the prompts of a file, and waits until all of them are. */
export const ADD: Step<{ file: string }, z.infer<typeof waitSchema>> = {
  name: "add",
  given: z.object({ file: z.string() }),
  answer: waitSchema,
};

/** Queues the prompts of a file and waits until the PDFs of all are there. */
export const RENDER: Step<{ file: string }, { seconds: number }> = {
  name: "render",
  given: z.object({ file: z.string() }),
  answer: z.object({ seconds: z.number() }),
};

/** Lets the queue rest, or work; answered once the lanes do. */
export const WORK: Step<{ isWanted: boolean }, null> = {
  name: "work",
  given: z.object({ isWanted: z.boolean() }),
  answer: z.null(),
};

/** Leaves the window alone for a while. */
export const WATCH: Step<{ ms: number }, { pdfsPerSecond: number; wait: Times }> = {
  name: "watch",
  given: z.object({ ms: z.number() }),
  answer: z.object({ pdfsPerSecond: z.number(), wait: timesSchema }),
};

/** Turns the wheel over the list for a while. */
export const SCROLL: Step<{ ms: number }, Frames> = {
  name: "scroll",
  given: z.object({ ms: z.number() }),
  answer: framesSchema,
};

/** Uses the window as somebody would, so many times. */
export const USE: Step<{ rounds: number }, Reactions> = {
  name: "use",
  given: z.object({ rounds: z.number() }),
  answer: reactionsSchema,
};
