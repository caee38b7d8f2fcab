/**
 * A strict reader of Prometheus' text format 0.0.4. It refuses what a scrape might forgive: a family twice, samples
 * without HELP and TYPE, a sample twice, histograms that do not add up, counters that are not called so.
 */

export interface ParsedFamily {
  type: string;
  help: string;
  /** By sample name and labels as they stand in the text, such as `x_bucket{le="1"}`. */
  samples: Map<string, number>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)$|^NaN$/;
const SUFFIXES = ["_bucket", "_sum", "_count"];

/** @throws Error naming the line that is wrong */
export function parseMetrics(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, ParsedFamily>();
  let name = "";
  let help: string | undefined;
  let family: ParsedFamily | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const refuse = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const [, kind, of = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === "HELP") {
      if (families.has(of) || !NAME.test(of)) refuse("a family twice, or a bad name");
      [name, help, family] = [of, rest, undefined];
    } else if (kind === "TYPE") {
      if (of !== name || help === undefined) refuse("TYPE without HELP before it");
      if (!["counter", "gauge", "histogram"].includes(rest)) refuse("an unknown type");
      if ((rest === "counter") !== of.endsWith("_total")) refuse("a counter ends in _total, and nothing else does");
      family = { type: rest, help: help ?? "", samples: new Map() };
      families.set(of, family);
    } else {
      const [, sample = "", labels = "", value = ""] = SAMPLE.exec(line) ?? refuse("no sample");
      if (!family) return refuse("a sample without a TYPE");
      const suffix = SUFFIXES.find((candidate) => sample === name + candidate);
      if (family.type === "histogram" ? !suffix : sample !== name) refuse("a sample of another family");
      checkLabels(labels, refuse);
      if (!NUMBER.test(value)) refuse("no number");
      const key = labels === "" ? sample : `${sample}{${labels}}`;
      if (family.samples.has(key)) refuse("a sample twice");
      family.samples.set(key, Number(value.replace("Inf", "Infinity")));
    }
  }
  for (const [of, { type, samples }] of families) {
    if (samples.size === 0) throw new Error(`${of} has no samples`);
    if (type === "histogram") checkHistogram(of, samples);
    if (type === "counter")
      for (const value of samples.values()) if (!(value >= 0)) throw new Error(`${of} is ${value}`);
  }
  return families;
}

function checkLabels(labels: string, refuse: (why: string) => never): void {
  const seen = new Set<string>();
  let rest = labels;
  while (rest !== "") {
    const [all = "", label = ""] = LABEL.exec(rest) ?? refuse("bad labels");
    if (seen.has(label)) refuse("a label twice");
    seen.add(label);
    rest = rest.slice(all.length);
  }
}

/** Buckets rise, end with +Inf, and the last is the count. */
function checkHistogram(name: string, samples: ReadonlyMap<string, number>): void {
  const series = new Map<string, { le: number; count: number }[]>();
  for (const [key, count] of samples) {
    if (!key.startsWith(`${name}_bucket{`)) continue;
    const [, others = "", le = ""] = /\{(?:(.*),)?le="([^"]+)"\}$/.exec(key) ?? [];
    series.set(others, [...(series.get(others) ?? []), { le: Number(le.replace("Inf", "Infinity")), count }]);
  }
  if (series.size === 0) throw new Error(`${name} has no buckets`);
  for (const [labels, buckets] of series) {
    const at = labels === "" ? "" : `{${labels}}`;
    const last = buckets.at(-1);
    const isRising = buckets.every(({ le, count }, index) => {
      const before = buckets[index - 1];
      return before === undefined || (le > before.le && count >= before.count);
    });
    if (!isRising || last?.le !== Number.POSITIVE_INFINITY)
      throw new Error(`the buckets of ${name}${at} do not rise to +Inf`);
    if (samples.get(`${name}_count${at}`) !== last.count)
      throw new Error(`the count of ${name}${at} is not its last bucket`);
    if (samples.get(`${name}_sum${at}`) === undefined) throw new Error(`${name}${at} has no sum`);
  }
}

/** One sample, by its name and labels as they stand in the text. */
export function sampleOf(families: ReadonlyMap<string, ParsedFamily>, key: string): number | undefined {
  for (const { samples } of families.values()) if (samples.has(key)) return samples.get(key);
  return undefined;
}
