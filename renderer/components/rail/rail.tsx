import {
  ChartLine,
  CircleCheck,
  CircleX,
  Layers,
  LayoutTemplate,
  ListOrdered,
  type LucideIcon,
  Settings,
} from "lucide-react";
import { type KeyboardEvent, memo, useRef, useState } from "react";
import { t } from "../../i18n";
import { movedTo } from "../../state/list-keys";
import { RAIL_ITEMS, type RailItem } from "../../state/place-store";
import classes from "./rail.module.css";
import { RailButton } from "./rail-button";

const ICONS: Readonly<Record<RailItem, LucideIcon>> = {
  queue: ListOrdered,
  done: CircleCheck,
  failed: CircleX,
  batches: Layers,
  templates: LayoutTemplate,
  throughput: ChartLine,
  settings: Settings,
};

interface RailProps {
  current: RailItem;
  /** Jobs that failed. */
  failed: number;
  onChoose(item: RailItem): void;
}

/** The views of the window. Tab goes to the one that is shown, arrow keys from one to the next. */
export const Rail = memo(function Rail({ current, failed, onChoose }: RailProps) {
  const [focused, setFocused] = useState<RailItem | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const tabbable = focused ?? current;

  function press(event: KeyboardEvent): void {
    const place = { index: RAIL_ITEMS.indexOf(tabbable), total: RAIL_ITEMS.length, visible: RAIL_ITEMS.length };
    const to = event.ctrlKey || event.metaKey || event.altKey ? null : movedTo(event.key, place);
    if (to === null) return;
    event.preventDefault();
    list.current?.querySelectorAll("button")[to]?.focus();
  }

  return (
    <nav className={classes.rail} aria-label={t("rail.label")} data-pane data-testid="rail">
      <ul className={classes.items} ref={list} onKeyDown={press} onBlur={() => setFocused(null)}>
        {RAIL_ITEMS.map((item) => (
          <li key={item} className={classes.item} data-item={item}>
            <RailButton
              item={item}
              icon={ICONS[item]}
              isCurrent={item === current}
              isTabbable={item === tabbable}
              count={item === "failed" ? failed : 0}
              onFocus={setFocused}
              onChoose={onChoose}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
});
