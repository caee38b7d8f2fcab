import pLimit from "p-limit";
import { hasRoom, publish, retract, settle, sweep } from "../../main/publish";
import type { Stages } from "../../main/worker/run-job";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument } from "../../shared/stages";
import { printed } from "./printed";

/** The smallest text that counts as a PDF of one page. */
const ONE_PAGE = "%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count 1>>\nendobj\n";

/**
 * What happens to a document in the fake lanes. It may wait, throw, or watch the signal; a buffer that it returns, or
 * resolves to, is the PDF.
 */
export type FakeRender = (text: string, signal: AbortSignal | undefined) => unknown;

/** Stages without threads and windows: compose passes the text on, lanes do what the test says. */
export function fakeStages(lanes: number, render: FakeRender = () => undefined) {
  const seen = { running: 0, most: 0, rendered: [] as string[] };
  const stages: Stages = {
    composer: {
      compose: async ({ prompt }) => {
        if (prompt.prompt === "bad template") throw new PdfPromptError("template-failed", "no such template");
        return { html: prompt.prompt, assets: {}, dependencies: [], warnings: [] } as unknown as ComposedDocument;
      },
    },
    lanes: {
      render: async ({ html }, { signal }) => {
        seen.running += 1;
        seen.most = Math.max(seen.most, seen.running);
        seen.rendered.push(html);
        try {
          const pdf = await render(html, signal);
          return printed(Buffer.isBuffer(pdf) ? pdf : Buffer.from(`${ONE_PAGE}${html}`));
        } finally {
          seen.running -= 1;
        }
      },
    },
    publisher: {
      publish: async (request) => publish(request),
      settle: async (proofs) => proofs.forEach(settle),
      retract: async (outDir, published) => retract(outDir, published),
      sweep: async (outDir, output, token) => sweep(outDir, output, token),
      hasRoom: async (folder, bytes) => hasRoom(folder, bytes),
    },
    semaphore: pLimit(lanes),
  };
  return { stages, seen };
}
