import { describe, expect, it } from "vitest";
import { EnvironmentError, readEnvironment } from "../../shared/settings";

describe("readEnvironment", () => {
  it("gives the defaults when nothing is set", () => {
    expect(readEnvironment({})).toEqual({
      workerConcurrency: 3,
      maxPdfConcurrency: 8,
      batchSize: 10,
      maxMsPerInvocation: 55_000,
      pollMs: 2000,
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
});
