import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds in the window as it stands, in both themes, one line each. Evaluated by the debugger, which the page's
 * own policy does not bind.
 */
export async function findingsOfAxe(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(source);
    const violations = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe puts itself there
      const { violations } = await (globalThis as any).axe.run(document);
      return violations.flatMap((rule: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        rule.nodes.map(({ html, failureSummary }) => `${rule.id}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    });
    found.push(...violations.map((line: string) => `${colorScheme}: ${line}`));
  }
  return found;
}
