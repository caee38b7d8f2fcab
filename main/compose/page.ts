import { PAGE_SIZES, toInches } from "../../shared/length";
import type { PageOptions } from "../../shared/prompt";
import type { PrintSettings } from "../../shared/stages";

const SIDES = ["top", "right", "bottom", "left"] as const;
type Margins = NonNullable<PageOptions["margins"]>;

/** Margins where nobody says otherwise: of templates, and of HTML documents that bring their own layout (Chromium's). */
export const DEFAULT_MARGIN = { template: "20mm", document: "0.4in" } as const;

/** A CSS pixel: in less, Chromium prints nothing. */
const LEAST_ROOM_IN = 1 / 96;

function sidesOf(margins: Margins | undefined): Exclude<Margins, string> {
  if (typeof margins !== "string") return margins ?? {};
  return { top: margins, right: margins, bottom: margins, left: margins };
}

/** Merges page options key by key, margins side by side; later ones win, undefined never does. */
export function mergePageOptions(...layers: (PageOptions | undefined)[]): PageOptions {
  const merged: PageOptions = {};
  for (const layer of layers) {
    if (!layer) continue;
    const given = Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
    const margins =
      given.margins === undefined ? merged.margins : { ...sidesOf(merged.margins), ...sidesOf(layer.margins) };
    Object.assign(merged, given, margins === undefined ? {} : { margins });
  }
  return merged;
}

/** How much of a page a margin may take that nobody asked for. */
const MOST_OF_PAGE = 1 / 4;

/**
 * A template's own page options, with margins that are smaller where the page is: they are made for large ones, and on a
 * label or a card would leave room for a line that is cut across, or for none.
 * @param explicit what was asked for: margins among it stay as they are, as they are merged later
 */
export function fitMargins(own: PageOptions, explicit: PageOptions): PageOptions {
  const asked = { ...mergePageOptions(own, explicit), margins: own.margins };
  const settings = printSettings(asked, DEFAULT_MARGIN.template);
  const { marginsIn } = settings;
  const [width, height] = printedSize(settings);
  const most = (side: (typeof SIDES)[number]) => MOST_OF_PAGE * (side === "left" || side === "right" ? width : height);
  if (SIDES.every((side) => marginsIn[side] <= most(side))) return own;
  const margins = SIDES.map((side) => [side, `${Math.min(marginsIn[side], most(side)).toFixed(4)}in`]);
  return { ...own, margins: Object.fromEntries(margins) };
}

/** Width and height as people name them: portrait for a named size. */
function sheet(pageSize: PageOptions["pageSize"]): readonly [width: string, height: string] {
  if (typeof pageSize === "object") return [pageSize.width, pageSize.height];
  return PAGE_SIZES[pageSize ?? "A4"];
}

/**
 * The `@page` rule for what `options` say, empty when they say nothing of size and margins.
 * @param defaults the template's own options: what a turned page is turned from. When given, the rule wins over all
 * others: a document's `@page :first` is more specific, hence `!important`.
 */
export function pageCss(options: PageOptions, defaults?: PageOptions): string {
  const importance = defaults ? "!important" : "";
  const declarations: string[] = [];
  if (options.pageSize !== undefined || options.landscape !== undefined) {
    const { pageSize, landscape } = mergePageOptions(defaults, options);
    const [width, height] = sheet(pageSize);
    declarations.push(`size:${landscape ? `${height} ${width}` : `${width} ${height}`}${importance}`);
  }
  const margins = sidesOf(options.margins);
  for (const side of SIDES) {
    if (margins[side] !== undefined) declarations.push(`margin-${side}:${margins[side]}${importance}`);
  }
  return declarations.length === 0 ? "" : `@page{${declarations.join(";")}}`;
}

/** Width and height of the page as it is printed, in inches. */
function printedSize({ widthIn, heightIn, landscape }: PrintSettings): readonly [width: number, height: number] {
  return landscape ? [heightIn, widthIn] : [widthIn, heightIn];
}

/** What is wrong with margins that leave no room for content, as a sentence; undefined where they do. */
export function roomProblem(settings: PrintSettings): string | undefined {
  const [width, height] = printedSize(settings);
  const { top, right, bottom, left } = settings.marginsIn;
  const problem = (one: string, first: number, other: string, second: number, side: string, size: number) =>
    `The margins leave no room: ${one} and ${other} are ${millimetres(first + second)} together, the page is ` +
    `${millimetres(size)} ${side}. Choose smaller margins or a larger page.`;
  if (width - left - right < LEAST_ROOM_IN) return problem("left", left, "right", right, "wide", width);
  if (height - top - bottom < LEAST_ROOM_IN) return problem("top", top, "bottom", bottom, "high", height);
  return undefined;
}

function millimetres(inches: number): string {
  return `${Number((inches * 25.4).toFixed(1))} mm`;
}

/**
 * Settings for the printer, in inches. `widthIn` and `heightIn` are the sheet before turning; `landscape` turns it, as
 * Chromium does.
 */
export function printSettings(options: PageOptions, defaultMargin: string): PrintSettings {
  const [width, height] = sheet(options.pageSize);
  const margins = sidesOf(options.margins);
  const margin = (side: (typeof SIDES)[number]) => toInches(margins[side] ?? defaultMargin);
  return {
    widthIn: toInches(width),
    heightIn: toInches(height),
    landscape: options.landscape ?? false,
    marginsIn: { top: margin("top"), right: margin("right"), bottom: margin("bottom"), left: margin("left") },
    scale: options.scale ?? 1,
    background: options.background ?? true,
    cssPageSize: options.cssPageSize ?? true,
    pageRanges: options.pageRanges,
    tagged: options.tagged ?? true,
    outline: options.outline ?? true,
  };
}
