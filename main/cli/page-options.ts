import { type Command, Option } from "commander";
import { PAGE_SIZES } from "../../shared/length";
import { type PageOptions, pageOptionsSchema } from "../../shared/prompt";
import { toValueIssues } from "../intake";
import { UsageError } from "./command-context";
import { suggest } from "./manual/describe";

/** Flags that say the same as the `options` of a prompt. */
export interface PageFlags {
  pageSize?: string;
  landscape?: boolean;
  margin?: string;
  scale?: string;
  background: boolean;
  cssPageSize: boolean;
  header?: string;
  footer?: string;
  pageRanges?: string;
  tags: boolean;
  outline: boolean;
  author?: string;
  subject?: string;
  keywords?: string;
  language?: string;
}

/** The flag that gives an option, where that is not one that is only on or off. */
const FLAGS: Partial<Record<keyof PageOptions, string>> = {
  pageSize: "--page-size",
  margins: "--margin",
  scale: "--scale",
  header: "--header",
  footer: "--footer",
  pageRanges: "--page-ranges",
  // The only one of them that can be wrong.
  metadata: "--language",
};

export function addPageOptions(command: Command): Command {
  return command
    .addOption(
      suggest(
        new Option(
          "--page-size <size>",
          "A0 … A6, Letter, Legal, Tabloid, Ledger, or WIDTHxHEIGHT such as 100mmx150mm (default: A4)",
        ),
        Object.keys(PAGE_SIZES),
      ),
    )
    .option("--landscape", "turn the page on its side")
    .option("--margin <length>", "margin on all sides, in mm, cm, in, px or pt, such as 20mm")
    .option("--scale <factor>", "scale of the content, 0.1 to 2 (default: 1)")
    .option("--no-background", "leave out background colours and images")
    .option("--no-css-page-size", "leave an @page size of the documents out of account")
    .option("--header <html>", "header of every page; pageNumber, totalPages, title and date are classes to fill in")
    .option("--footer <html>", "footer of every page, likewise")
    .option("--page-ranges <pages>", 'pages to keep, such as "1-3, 5"')
    .option("--no-tags", "leave out the tags that make the PDF accessible")
    .option("--no-outline", "leave out the outline (bookmarks)")
    .option("--author <name>", "author in the properties of the PDFs")
    .option("--subject <text>", "subject in their properties")
    .option("--keywords <words>", "keywords in their properties, separated by commas")
    .option("--language <tag>", "language of the documents, such as en-GB");
}

function toMetadata({ author, subject, keywords, language }: PageFlags): PageOptions["metadata"] {
  const given = {
    author,
    subject,
    language,
    keywords: keywords
      ?.split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}

/**
 * The flags as page options; undefined when none was given.
 * @throws UsageError naming the flag with a bad value
 */
export function toPageOptions(flags: PageFlags): PageOptions | undefined {
  const custom = flags.pageSize?.match(/^([-+.\d].*?)\s*x\s*(?=[-+.\d])(.*)$/i);
  const given = {
    pageSize: custom ? { width: custom[1], height: custom[2] } : flags.pageSize,
    landscape: flags.landscape,
    margins: flags.margin,
    scale: flags.scale === undefined ? undefined : Number(flags.scale),
    background: flags.background ? undefined : false,
    cssPageSize: flags.cssPageSize ? undefined : false,
    header: flags.header,
    footer: flags.footer,
    pageRanges: flags.pageRanges,
    tagged: flags.tags ? undefined : false,
    outline: flags.outline ? undefined : false,
    metadata: toMetadata(flags),
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length === 0) return undefined;
  const parsed = pageOptionsSchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const problems = toValueIssues(parsed.error, pageOptionsSchema).map(({ path, message }) => {
    return `${FLAGS[path[0] as keyof PageOptions] ?? "page options"}: ${message}`;
  });
  throw new UsageError(problems.join("\n"));
}
