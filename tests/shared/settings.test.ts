import { describe, expect, it } from "vitest";
import { EnvironmentError, readEnvironment } from "../../shared/settings";

describe("readEnvironment", () => {
  it("gives the defaults when nothing is set", () => {
    expect(readEnvironment({})).toEqual({
      workerConcurrency: undefined,
      maxPdfConcurrency: 8,
      batchSize: 10,
      maxMsPerInvocation: 55_000,
      pollMs: 2000,
      maxPages: 2000,
      maxPdfMb: 200,
      maxRendererMb: 1536,
    });
  });

  it("takes what is set, and the default for an empty value", () => {
    const environment = { PDFPROMPT_WORKER_CONCURRENCY: " 5 ", MAX_PDF_CONCURRENCY: "", PDFPROMPT_POLL_MS: "100" };
    expect(readEnvironment(environment)).toMatchObject({ workerConcurrency: 5, maxPdfConcurrency: 8, pollMs: 100 });
  });

  it.each(["five", "0", "-1", "1.5", "1e3", "65", "NaN"])(
    "refuses %j and names the variable and the default",
    (value) => {
      expect(() => readEnvironment({ MAX_PDF_CONCURRENCY: value })).toThrow(EnvironmentError);
      expect(() => readEnvironment({ MAX_PDF_CONCURRENCY: value })).toThrow(
        new RegExp(`MAX_PDF_CONCURRENCY .*"${value}".*default, 8`),
      );
    },
  );

  it.each(["auto", "small", "standard", "large"])("takes the word %s for the concurrency of a worker", (word) => {
    expect(readEnvironment({ PDFPROMPT_WORKER_CONCURRENCY: word }).workerConcurrency).toBe(word);
  });

  it.each(["Auto", "huge", "0", "65", "2.5", "toString"])(
    "refuses %j for the concurrency of a worker, names the variable and says what it takes",
    (value) => {
      expect(() => readEnvironment({ PDFPROMPT_WORKER_CONCURRENCY: value })).toThrow(
        new RegExp(`^Environment variable PDFPROMPT_WORKER_CONCURRENCY .*1 to 64, or auto, small.*"${value}"`),
      );
    },
  );
});
