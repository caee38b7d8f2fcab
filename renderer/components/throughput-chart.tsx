import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { formatCount } from "../format/count";
import { formatRate } from "../format/rate";
import { language, t } from "../i18n";
import type { Sample } from "../state/history";
import classes from "./throughput-chart.module.css";

interface ThroughputChartProps {
  history: readonly Sample[];
  /** The same in words. */
  words: string;
}

const HEIGHT = 220;
/** Steps of an axis of jobs, of which there is no half. */
const WHOLE_STEPS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

/** Queue depth and PDFs per second over time, each with its own scale. */
export function ThroughputChart({ history, words }: ThroughputChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);

  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const made = new uPlot(optionsFor(target), [[], [], []], target);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: target.clientWidth, height: HEIGHT }));
    observer.observe(target);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setData([
      history.map(({ atMs }) => atMs / 1000),
      history.map(({ depth }) => depth),
      history.map(({ rate }) => rate),
    ]);
  }, [history]);

  return <div ref={box} className={classes.chart} role="img" aria-label={words} data-testid="throughput-chart" />;
}

/** Colours are those of the theme as it is when the chart is made. */
function optionsFor(target: HTMLElement): uPlot.Options {
  const colour = (name: string) => {
    // A custom property may be `light-dark(…)`: only a real property is resolved.
    target.style.color = `var(${name})`;
    return getComputedStyle(target).color;
  };
  const [ink, line, accent, warn] = [colour("--ink-soft"), colour("--line"), colour("--accent"), colour("--warn")];
  target.style.color = "";
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const time = new Intl.DateTimeFormat(language(), { timeStyle: "medium" });
  return {
    width: target.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, depth: { range: fromZero }, rate: { range: fromZero } },
    series: [
      {},
      { label: t("throughput.depth"), scale: "depth", stroke: accent, width: 2 },
      { label: t("throughput.rate"), scale: "rate", stroke: warn, width: 2, dash: [6, 3] },
    ],
    axes: [
      { ...axis, space: 90, values: (_chart, splits) => splits.map((seconds) => time.format(seconds * 1000)) },
      { ...axis, scale: "depth", size: 64, incrs: WHOLE_STEPS, values: (_chart, splits) => splits.map(formatCount) },
      {
        ...axis,
        scale: "rate",
        side: 1,
        grid: { show: false },
        values: (_chart, splits) => splits.map((rate) => (rate === 0 ? "0" : formatRate(rate))),
      },
    ],
  };
}

/** Charts that do not begin at nothing make little changes look large. */
function fromZero(_chart: uPlot, _min: number | null, max: number | null): [number, number] {
  return [0, Math.max(1, (max ?? 0) * 1.1)];
}
