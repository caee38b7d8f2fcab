import { createHash } from "node:crypto";

/** The least that counts as a PDF of one page. */
const ONE_PAGE = "%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count 1>>\nendobj\n";
const MOST_LINES = 400;

/** The file that the job of this name must become: some kilobytes that tell every job from every other. */
export function documentOf(name: string): Buffer {
  const digest = createHash("sha256").update(name).digest("hex");
  const lines = 20 + (Number.parseInt(digest.slice(0, 4), 16) % MOST_LINES);
  return Buffer.from(`${ONE_PAGE}${name}\n${`${digest}\n`.repeat(lines)}%%EOF\n`);
}

/** Names of the jobs of a scenario. */
export function jobNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `job${index}`);
}
