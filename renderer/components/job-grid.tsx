// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { JOB_COLUMNS, type JobColumn } from "../../shared/choices";
import type { JobView } from "../../shared/job";
import type { JobFilter, JobSelection, JobSort, ListedJob } from "../../shared/job-list";
import { FIRST_ROWS } from "../first-rows";
import { useJobPage } from "../hooks/use-job-page";
import { usePointedRows } from "../hooks/use-pointed-rows";
import { useRevealed } from "../hooks/use-revealed";
import { useSelection } from "../hooks/use-selection";
import { t } from "../i18n";
import { FIRST_ROW, followActive, mayAct, moveTo } from "../state/active-row";
import { type BulkAction, bulkActionOf } from "../state/bulk-actions";
import { commandOf } from "../state/grid-keys";
import { type Act, can } from "../state/job-actions";
import { EMPTY_PAGE, jobAt, pageAround, rowOf } from "../state/page";
import { ALL_SELECTED, countSelection, isSelected, NOTHING_SELECTED, selectionRequest } from "../state/selection";
import classes from "./job-grid.module.css";
import { JobGridHeader } from "./job-grid-header";
import { JobMenu, type MenuPlace } from "./job-menu";
import { JobRow } from "./job-row";
import { SelectionBar } from "./selection-bar";

interface JobGridProps {
  filter: JobFilter;
  /** Null for the queue's own order. */
  sort: JobSort | null;
  revision: number;
  /** Shown where there are no jobs. */
  empty: ReactNode;
  onSort(by: JobColumn): void;
  onAct: Act;
  onActOnMany(action: BulkAction, selection: JobSelection): Promise<void>;
  onDrag(id: number): void;
  onDragMany(selection: JobSelection): void;
  /** Told how many jobs there are, with each change of it; null until it is known. */
  onTotal(total: number | null): void;
  /** Told which job the keyboard is on, with each change of it. */
  onActive(job: ListedJob | null): void;
}

const ROW_PX = 38;
/** The menu opens beside the status, under the name. */
const MENU_INDENT_PX = 134;
/** Rows drawn beyond the visible ones, so that quick scrolling shows no gaps. */
const OVERSCAN_ROWS = 10;

/** The virtual table of jobs: draws what is in view, and holds little more than that. */
export function JobGrid(props: JobGridProps) {
  const { filter, sort, revision, onAct, onDrag, onDragMany, onTotal, onActive } = props;
  const { page, want, hold } = useJobPage();
  const shown = page ?? EMPTY_PAGE;
  const { selection, select, begin, toggle: toggleSelected, extendTo } = useSelection({ filter, sort, page: shown });
  const selected = useMemo(() => selectionRequest(selection, filter), [selection, filter]);
  const [active, setActive] = useState(FIRST_ROW);
  const [expandedId, setExpandedId] = useState<number | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const shouldFocus = useRef(false);
  const isActing = useRef(false);

  const virtualizer = useVirtualizer({
    count: shown.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
    // The active row stays drawn wherever one scrolls, or it would lose the keyboard focus.
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const isExtra = active.index < shown.total && !indexes.includes(active.index);
      return isExtra ? [...indexes, active.index].sort((a, b) => a - b) : indexes;
    },
  });

  const first = virtualizer.range?.startIndex ?? 0;
  const last = virtualizer.range?.endIndex ?? FIRST_ROWS;
  const { offset, limit } = pageAround(first, last);
  useEffect(() => {
    want({ ...filter, offset, limit, revision, ...(sort ? { sort } : {}) });
  }, [want, filter, sort, offset, limit, revision]);

  const total = page?.total ?? null;
  useEffect(() => onTotal(total), [onTotal, total]);

  // Rows that are selected keep their places, as what is done next is meant for those one sees.
  const hasSelected = selected !== null;
  useEffect(() => hold("selection", hasSelected), [hold, hasSelected]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another order is another list, which begins at its top
  useEffect(() => {
    begin(null);
    setActive(FIRST_ROW);
    scroller.current?.scrollTo({ top: 0 });
  }, [sort]);

  useEffect(() => {
    if (page) setActive((current) => followActive(current, page, performance.now()));
  }, [page]);

  useLayoutEffect(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active.index}"]`);
    // The focus goes where the keys went, and along with the job when rows move by themselves.
    const isOnRow = document.activeElement?.getAttribute("role") === "row";
    if (row && (shouldFocus.current || isOnRow)) row.focus({ preventScroll: true });
    shouldFocus.current = false;
  }, [active.index]);

  const activate = useCallback((index: number, id: number | null) => {
    setActive((current) => (current.index === index && current.id === id ? current : moveTo(index, id)));
  }, []);

  // Of all rows only the one with details is measured: a look at each would be a good part of what scrolling costs.
  const measured = useRef<number | null>(null);
  const expandedAt = expandedId === null ? null : rowOf(shown, expandedId);
  useLayoutEffect(() => {
    const before = measured.current;
    // While its job is out of the page, its row is taken for where it was, unless another job is seen there.
    const isOut = expandedAt === null && expandedId !== null;
    if (isOut && (before === null || !jobAt(shown, before))) return;
    measured.current = expandedAt;
    if (before !== null && before !== expandedAt) virtualizer.resizeItem(before, ROW_PX);
  }, [expandedAt, expandedId, shown, virtualizer]);

  useRevealed(page?.total ?? null, ({ index, id }) => {
    shouldFocus.current = true;
    begin(id);
    activate(index, id);
    virtualizer.scrollToIndex(index);
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  });

  const activeJob = jobAt(shown, active.index) ?? null;
  useEffect(() => onActive(activeJob), [onActive, activeJob]);
  useEffect(() => () => onActive(null), [onActive]);

  const holdByButtons = useCallback((isHeld: boolean) => hold("buttons", isHeld), [hold]);
  const holdByRows = useCallback((isHeld: boolean) => hold("rows", isHeld), [hold]);
  const pointed = usePointedRows(holdByRows);
  const openMenu = useCallback((job: JobView, at: { x: number; y: number }) => setMenu({ job, ...at }), []);
  const focusActive = useCallback(() => {
    scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
  }, []);
  const closeMenu = useCallback(() => {
    setMenu(null);
    focusActive();
  }, [focusActive]);

  const activeId = useRef(active.id);
  activeId.current = active.id;
  const selectRow = useCallback(
    (index: number, id: number, how: "only" | "toggle" | "range") => {
      if (how === "only") begin(id);
      else if (how === "toggle") toggleSelected(id);
      else void extendTo(index, activeId.current);
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
    },
    [begin, toggleSelected, extendTo],
  );

  async function actOnSelected(action: BulkAction): Promise<void> {
    // Of many jobs it takes seconds: what is asked for meanwhile would be done twice.
    if (selected === null || isActing.current) return;
    isActing.current = true;
    try {
      await props.onActOnMany(action, selected);
    } finally {
      isActing.current = false;
    }
    select((present) => (present === selection ? NOTHING_SELECTED : present));
    if (document.activeElement === document.body) focusActive();
  }

  /** One of those that are selected takes all of them along. */
  const drag = useCallback(
    (id: number) => {
      if (selected !== null && isSelected(selection, id)) onDragMany(selected);
      else onDrag(id);
    },
    [selected, selection, onDrag, onDragMany],
  );

  /** One of those that are selected stands for all of them, where the action can be done with many. */
  const actFromMenu: Act = (action, id) => {
    const bulk = selected !== null && isSelected(selection, id) ? bulkActionOf([action]) : undefined;
    if (bulk) void actOnSelected(bulk);
    else onAct(action, id);
  };

  const toggle = useCallback((id: number) => {
    setExpandedId((current) => (current === id ? null : id));
  }, []);

  function press(event: KeyboardEvent<HTMLDivElement>): void {
    const row = event.target;
    if (!(row instanceof HTMLElement) || row.getAttribute("role") !== "row") return;
    const visible = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX);
    const command = commandOf(event, { index: active.index, total: shown.total, visible });
    if (!command) return;
    event.preventDefault();
    if (command.kind === "move" || command.kind === "extend") {
      shouldFocus.current = true;
      const id = jobAt(shown, command.to)?.id ?? null;
      activate(command.to, id);
      virtualizer.scrollToIndex(command.to);
      if (command.kind === "extend") void extendTo(command.to, active.id);
      else if (!command.keepsSelection) begin(id);
      return;
    }
    if (command.kind === "select-all") {
      select(ALL_SELECTED);
      return;
    }
    if (command.kind === "clear") {
      begin(active.id);
      return;
    }
    if (command.kind === "enter-actions") {
      row.querySelector<HTMLElement>("button")?.focus();
      return;
    }
    const job = jobAt(shown, active.index);
    if (!job || event.repeat || !mayAct(active, performance.now())) return;
    const bulk = command.kind === "act" && selected !== null ? bulkActionOf(command.actions) : undefined;
    if (command.kind === "toggle") {
      toggleSelected(job.id);
    } else if (bulk) {
      void actOnSelected(bulk);
    } else if (command.kind === "menu") {
      const { left, bottom } = row.getBoundingClientRect();
      // Once this key has been heard by all: the menu would take it for one of its own, and close.
      setTimeout(() => openMenu(job, { x: left + MENU_INDENT_PX, y: bottom }));
    } else if (command.kind === "act") {
      const action = command.actions.find((one) => can(job, one));
      if (action) onAct(action, job.id);
      else if (command.actions.includes("open")) toggle(job.id);
    }
  }

  return (
    <>
      {selected !== null && (
        <SelectionBar
          selection={selected}
          count={countSelection(selection, shown.total)}
          revision={revision}
          onAct={(action) => void actOnSelected(action)}
          onClear={() => {
            begin(active.id);
            focusActive();
          }}
        />
      )}
      <div
        className={classes.grid}
        role="grid"
        aria-label={t("jobs.label")}
        aria-rowcount={shown.total + 1}
        aria-colcount={JOB_COLUMNS.length + 1}
        aria-multiselectable
        // The rows have the focus (roving tabindex); the grid only hears their keys.
        tabIndex={-1}
        onKeyDown={press}
        data-testid="job-grid"
      >
        <JobGridHeader sort={sort} onSort={props.onSort} />
        <div
          className={classes.scroller}
          ref={scroller}
          role="rowgroup"
          {...pointed}
          onScroll={() => {
            // A row that scrolls away under the pointer never tells that the pointer has left its buttons.
            hold("buttons", false);
            pointed.onScroll();
          }}
        >
          <div className={classes.rows} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const job = jobAt(shown, index);
              return (
                <JobRow
                  key={index}
                  ref={index === expandedAt ? virtualizer.measureElement : null}
                  job={job}
                  index={index}
                  startPx={start}
                  isActive={index === active.index}
                  isSelected={job !== undefined && isSelected(selection, job.id)}
                  isExpanded={index === expandedAt}
                  onActivate={activate}
                  onToggle={toggle}
                  onAct={onAct}
                  onMenu={openMenu}
                  onHold={holdByButtons}
                  onDrag={drag}
                  onSelect={selectRow}
                />
              );
            })}
          </div>
        </div>
      </div>
      {/* Beside the grid, which may have nothing in it but rows. */}
      {page?.total === 0 && <div className={classes.empty}>{props.empty}</div>}
      {menu && <JobMenu place={menu} onAct={actFromMenu} onClose={closeMenu} />}
    </>
  );
}
