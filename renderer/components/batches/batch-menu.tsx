import { ActionIcon, Menu } from "@mantine/core";
import { Ellipsis } from "lucide-react";
import { useStore } from "zustand";
import type { BatchView } from "../../../shared/batches";
import { BATCH_FILE_KINDS } from "../../../shared/choices";
import * as actions from "../../batch-actions";
import { makeBatchFile, stopBatchFile } from "../../batch-file-actions";
import { t } from "../../i18n";
import { batchFilesStore, whyNoFile } from "../../state/batch-files";
import classes from "./batch-menu.module.css";

const ICON = 16;

/** What is made of all PDFs of a batch, and the file with what failed of it. */
export function BatchMenu({ batch }: { batch: BatchView }) {
  const { id, label, failuresFile } = batch;
  const { making } = useStore(batchFilesStore);
  const why = whyNoFile(batch, making);
  const name = t("batches.actionFor", { action: t("batches.more"), label });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          tabIndex={-1}
          title={t("batches.more")}
          aria-label={name}
          data-testid="batch-more"
        >
          <Ellipsis size={ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={name}>
        {making.has(id) ? (
          // The notice that has it, too, may be out of sight.
          <Menu.Item onClick={() => stopBatchFile(id)} className={classes.item} data-testid="batch-stop-file">
            {t("batches.files.stopMaking")}
          </Menu.Item>
        ) : (
          BATCH_FILE_KINDS.map((kind) => (
            <Menu.Item
              key={kind}
              // Not `disabled`: the keyboard comes to it and hears why it cannot be done.
              aria-disabled={why !== null}
              closeMenuOnClick={why === null}
              onClick={() => why === null && void makeBatchFile(batch, kind)}
              className={classes.item}
              data-testid={`batch-${kind}`}
            >
              {t(`batches.files.${kind}`)}
              {why !== null && <span className={classes.why}>{t(why)}</span>}
            </Menu.Item>
          ))
        )}
        {failuresFile !== null && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("batches.failures")}</Menu.Label>
            <Menu.Item onClick={() => void actions.showFailures(id)} data-testid="batch-show-failures">
              {t("batches.showFailures")}
            </Menu.Item>
            <Menu.Item onClick={() => void actions.copyFailuresPath(id)} data-testid="batch-copy-failures">
              {t("batches.copyFailures")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
