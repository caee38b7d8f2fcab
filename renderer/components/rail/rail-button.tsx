import { VisuallyHidden } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import { formatCount } from "../../format/count";
import { t } from "../../i18n";
import type { RailItem } from "../../state/place-store";
import classes from "./rail-button.module.css";

interface RailButtonProps {
  item: RailItem;
  icon: LucideIcon;
  isCurrent: boolean;
  isTabbable: boolean;
  /** Shown beside the word; nothing for 0. */
  count: number;
  onFocus(item: RailItem): void;
  onChoose(item: RailItem): void;
}

/** One view of the rail. In a narrow window its word is for those who hear it, and in its hint. */
export function RailButton({ item, icon: Icon, isCurrent, isTabbable, count, onFocus, onChoose }: RailButtonProps) {
  const opensDialog = item === "settings" || item === "throughput";
  return (
    <button
      type="button"
      className={classes.button}
      aria-current={isCurrent ? "page" : undefined}
      aria-haspopup={opensDialog ? "dialog" : undefined}
      tabIndex={isTabbable ? 0 : -1}
      title={t(`rail.items.${item}`)}
      onFocus={() => onFocus(item)}
      onClick={() => onChoose(item)}
      data-testid={item === "settings" ? "open-settings" : `rail-${item}`}
    >
      <Icon size={17} strokeWidth={1.9} aria-hidden />
      <span className={classes.word}>{t(`rail.items.${item}`)}</span>
      {count > 0 && (
        <>
          <span className={classes.badge} aria-hidden data-testid={`rail-count-${item}`}>
            {count > 999 ? "999+" : formatCount(count)}
          </span>
          <VisuallyHidden>{t("rail.failedCount", { count })}</VisuallyHidden>
        </>
      )}
    </button>
  );
}
