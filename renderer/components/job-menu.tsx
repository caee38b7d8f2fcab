import { Menu } from "@mantine/core";
import type { JobView } from "../../shared/job";
import { formatKeys } from "../format/keys";
import { t } from "../i18n";
import { type Act, actionsOf, JOB_KEYS } from "../state/job-actions";
import classes from "./job-menu.module.css";

/** Which job, and where in the window. */
export interface MenuPlace {
  job: JobView;
  x: number;
  y: number;
}

interface JobMenuProps {
  place: MenuPlace;
  onAct: Act;
  onClose(): void;
}

/** All that can be done with a job, with the key that does it. */
export function JobMenu({ place: { job, x, y }, onAct, onClose }: JobMenuProps) {
  return (
    <Menu opened onClose={onClose} position="bottom-start" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.anchor}
          style={{ left: x, top: y }}
          aria-label={t("jobs.actionFor", { action: t("jobs.more"), name: job.name })}
        />
      </Menu.Target>
      <Menu.Dropdown
        aria-label={t("jobs.actionFor", { action: t("jobs.more"), name: job.name })}
        data-testid="job-menu"
      >
        {actionsOf(job).map((action) => (
          <Menu.Item
            key={action}
            rightSection={<kbd className={classes.key}>{formatKeys(JOB_KEYS[action])[0] ?? "–"}</kbd>}
            onClick={() => onAct(action, job.id)}
            data-testid={`menu-${action}`}
          >
            {t(`jobs.actions.${action}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
