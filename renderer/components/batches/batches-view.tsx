// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { BatchPage, BatchView } from "../../../shared/batches";
import * as actions from "../../batch-actions";
import { makeBatchFile } from "../../batch-file-actions";
import { useBatchPage } from "../../hooks/use-batch-page";
import { t } from "../../i18n";
import { batchCommandOf } from "../../state/batch-keys";
import { pageAround } from "../../state/page";
import { BatchHeader } from "./batch-header";
import { BatchRow } from "./batch-row";
import classes from "./batches-view.module.css";
import { CancelBatchDialog } from "./cancel-batch-dialog";

const ROW_PX = 66;
const OVERSCAN_ROWS = 6;
/** Batches asked for before the height of the view is known. */
const FIRST_ROWS = 20;

const FIRST_BATCH = { index: 0, id: null };

/** All batches, the newest first: draws what is in view, and holds little more than that. */
export function BatchesView({ revision }: { revision: number }) {
  const [total, setTotal] = useState(0);
  const [{ index: active, id: activeId }, setActiveBatch] = useState<{ index: number; id: string | null }>(FIRST_BATCH);
  const [asked, setAsked] = useState<BatchView | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const shouldFocus = useRef(false);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
    // The active row stays drawn wherever one scrolls, or it would lose the keyboard focus.
    rangeExtractor: (range: Range) => {
      const indexes = new Set([...defaultRangeExtractor(range), Math.min(active, range.count - 1)]);
      return [...indexes].sort((one, other) => one - other);
    },
  });
  const first = virtualizer.range?.startIndex ?? 0;
  const { offset, limit } = pageAround(first, virtualizer.range?.endIndex ?? FIRST_ROWS);
  const page = useBatchPage(offset, limit, revision);
  if (page && page.total !== total) setTotal(page.total);
  const batchAt = (index: number) => (page && index >= page.offset ? page.batches[index - page.offset] : undefined);

  const setActive = (index: number) => setActiveBatch({ index, id: batchAt(index)?.id ?? null });
  const activeNow = batchAt(active)?.id;

  // A new batch comes above all others: the keyboard stays on the one it was on. The first row is the first until then.
  useLayoutEffect(() => {
    if (activeId === null && active > 0 && activeNow !== undefined) setActiveBatch({ index: active, id: activeNow });
    const at = page?.batches.findIndex(({ id }) => id === activeId) ?? -1;
    if (!page || at < 0) return;
    const index = page.offset + at;
    setActiveBatch((known) => (known.index === index ? known : { index, id: activeId }));
  }, [page, active, activeId, activeNow]);

  const isActiveRead = activeNow !== undefined;
  useLayoutEffect(() => {
    const isElsewhere = document.activeElement !== document.body && !scroller.current?.contains(document.activeElement);
    if (shouldFocus.current && !isElsewhere) {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus();
    }
    // The row of a batch that is still read is replaced by another when it is.
    if (isActiveRead || isElsewhere) shouldFocus.current = false;
  }, [active, isActiveRead]);

  function press(event: KeyboardEvent<HTMLDivElement>): void {
    const row = event.target;
    if (!(row instanceof HTMLElement) || row.getAttribute("role") !== "row") return;
    const visible = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX);
    const command = batchCommandOf(event, { index: active, total, visible });
    if (!command) return;
    event.preventDefault();
    if (command.kind === "move") {
      shouldFocus.current = command.to !== active;
      setActive(command.to);
      virtualizer.scrollToIndex(command.to);
    } else if (command.kind === "enter-actions") row.querySelector("button")?.focus();
    else if (!event.repeat) act(command.act, batchAt(active));
  }

  return (
    <section className={classes.view} aria-label={t("batches.title")} data-pane data-testid="batches" tabIndex={-1}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t("batches.title")}</h2>
        <p className={classes.count}>{total > 0 && t("batches.count", { count: total })}</p>
        <p className={classes.keys}>{total > 0 && t("batches.keys")}</p>
      </div>
      {page?.total === 0 ? (
        <div className={classes.none}>
          <p className={classes.noneTitle}>{t("batches.none")}</p>
          <p className={classes.noneNote}>{t("batches.noneNote")}</p>
        </div>
      ) : (
        <div
          className={classes.grid}
          role="grid"
          aria-label={t("batches.title")}
          aria-rowcount={total + 1}
          aria-colcount={3}
          // The rows have the focus (roving tabindex); the grid only hears their keys.
          tabIndex={-1}
          onKeyDown={press}
        >
          <BatchHeader />
          <div className={classes.scroller} ref={scroller} role="rowgroup">
            <div className={classes.rows} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
              {virtualizer.getVirtualItems().map(({ index, start }) => (
                <BatchRow
                  key={batchAt(index)?.id ?? index}
                  batch={batchAt(index)}
                  index={index}
                  startPx={start}
                  heightPx={ROW_PX}
                  isActive={index === active}
                  onActivate={setActive}
                  onShowJobs={actions.showJobsOf}
                  onCancel={setAsked}
                />
              ))}
            </div>
          </div>
        </div>
      )}
      {asked && (
        <CancelBatchDialog batch={latest(asked, page)} onClose={() => setAsked(null)} onCancel={actions.cancelBatch} />
      )}
    </section>
  );
}

function act(what: "showJobs" | "openFolder" | "retry" | "combine", batch: BatchView | undefined): void {
  if (!batch) return;
  if (what === "showJobs") actions.showJobsOf(batch.id);
  else if (what === "openFolder") void actions.openBatchFolder(batch.id);
  else if (what === "combine") void makeBatchFile(batch, "combined");
  else if (batch.failed > 0) void actions.retryBatch(batch.id);
}

/** A batch as it is now: more may wait by the time that somebody has read the question. */
function latest(batch: BatchView, page: BatchPage | null): BatchView {
  return page?.batches.find(({ id }) => id === batch.id) ?? batch;
}
