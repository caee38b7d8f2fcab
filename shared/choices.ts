/** What people choose from. Apart from the schemas, so that the window carries none. */

/** What happens when an output's name is taken. */
export const CONFLICT_POLICIES = ["unique", "skip", "replace", "fail"] as const;

export const PROMPT_FORMATS = ["markdown", "html", "text"] as const;
export type PromptFormat = (typeof PROMPT_FORMATS)[number];

/** Folders of the bundled samples that can be tried at one click. */
export const SAMPLE_GROUPS = ["quickstart", "templates", "markdown", "languages"] as const;
export type SampleGroup = (typeof SAMPLE_GROUPS)[number];

/** What can be made of all PDFs of a batch together. */
export const BATCH_FILE_KINDS = ["combined", "zip"] as const;
export type BatchFileKind = (typeof BATCH_FILE_KINDS)[number];

/** The template that was chosen in the system's dialog; its path stays in the main process. */
export const OWN_TEMPLATE = "own";

/** Columns of the list of jobs, each of which it can be sorted by. */
export const JOB_COLUMNS = ["status", "name", "batch", "template", "pages", "time", "output", "error"] as const;
export type JobColumn = (typeof JOB_COLUMNS)[number];
