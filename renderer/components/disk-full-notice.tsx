import { Button } from "@mantine/core";
import { HardDrive } from "lucide-react";
import { formatBytes } from "../format/bytes";
import { t } from "../i18n";
import classes from "./disk-full-notice.module.css";
import { NoticeLine } from "./notice-line";

interface DiskFullNoticeProps {
  /** Absolute path of the folder that has no room. */
  folder: string;
  /** How much was to be written there. */
  needBytes: number;
  onResume(): void;
}

/** Says why nothing goes on, where room is needed, and that nobody needs to stay and watch. */
export function DiskFullNotice({ folder, needBytes, onResume }: DiskFullNoticeProps) {
  return (
    <NoticeLine
      tone="warn"
      icon={<HardDrive size={16} />}
      title={t("diskFull.title")}
      action={
        <Button
          size="compact-sm"
          variant="default"
          title={t("diskFull.resumeHint")}
          onClick={onResume}
          data-testid="disk-resume"
        >
          {t("diskFull.resume")}
        </Button>
      }
      testId="disk-full"
    >
      <p className={classes.what}>
        <span className={classes.need}>{t("diskFull.need", { size: formatBytes(needBytes) })}</span>
        <span className={classes.folder} title={folder}>
          {folder}
        </span>
      </p>
      <p className={classes.note}>{t("diskFull.note")}</p>
    </NoticeLine>
  );
}
