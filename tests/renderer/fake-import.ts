import { DEFAULT_PREFERENCES } from "../../shared/default-preferences";
import { firstChoices, type ImportView } from "../../shared/import";

/** A look at files that was made up, as the sheet shows it when all is read. */
export function fakeImport(names: readonly string[]): ImportView {
  return {
    id: 1,
    isReading: false,
    seen: 4815,
    files: names.map((name, index) => ({ name, encoding: "UTF-8", prompts: 4812 - index, rejected: index })),
    fileCount: names.length,
    choices: firstChoices(DEFAULT_PREFERENCES.batch),
    ownTemplate: null,
    presets: ["Letters, A5"],
    columns: ["Name", "city", "text"],
    fields: [
      { name: "prompt", column: null, suggestion: null },
      { name: "title", column: null, suggestion: null },
    ],
    problem: null,
    result: {
      ...{
        toRender: 4812,
        unchanged: 12,
        rejected: 3,
        composed: 1000,
        failing: 0,
        renamed: 4,
        replaced: 0,
        skipped: 0,
        refused: 0,
      },
      ...{ unusedFields: ["city"], failures: [], failureCount: 3, warnings: [], warningCount: 0, seconds: 48 },
    },
    names: ["people-1.pdf", "people-2.pdf", "people-3.pdf", "people-4.pdf", "people-5.pdf"],
    previews: 0,
    look: 1,
    outputFolder: "/home/ada/Documents/PDFPrompt",
    outputFolderName: "PDFPrompt",
  };
}
