export { inspectQueue, type QueueHealth } from "./inspect";
export type * from "./counts";
export { endOf, middleOf, PER_OCTAVE } from "./histogram";
export {
  type Backup,
  backUp,
  backupFolder,
  KEPT_BACKUPS,
  listBackups,
  type Restored,
  restoreDatabase,
} from "./backup";
export type { ArrivingJob, StoredBatch, StoredJob, StoredRejection, StoredUnchanged } from "./batch-transfer";
export { checkDatabase, type DatabaseCheck } from "./check-database";
export { type FolderLock, lockFolder } from "./folder-lock";
export { openForWriting } from "./open-files";
export { Queue, type QueueOptions } from "./queue";
export { percentile, placeOf } from "./rows";
export { MAX_RENDERER_ENDS } from "./states";
export type * from "./types";
export type { TakenBatch, TakenFile } from "./watched-files";
