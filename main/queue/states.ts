/**
 * The states of a job and all that leads from one to another.
 *
 * Every way a job changes its state, and nothing else does. Each is one guarded UPDATE in statements.ts that names the state
 * it comes from; those that end an attempt also name the attempt and the worker, and must change exactly one row.
 *
 * | cause     | from    | to        | what must hold |
 * | --------- | ------- | --------- | -------------- |
 * | claim     | queued  | claimed   | it is ready; attempt + 1; worker set |
 * | complete  | claimed | done      | same attempt and worker; the output is on the disk under its final name |
 * | fail      | claimed | failed    | same attempt and worker; permanent error, or no retries left |
 * | retry     | claimed | queued    | same attempt and worker; failures + 1; waits until run_at_ms |
 * | release   | claimed | queued    | same attempt and worker; the work was given up without fault (stop, pause) |
 * | abort     | claimed | cancelled | same attempt and worker; a cancel was asked for and no output was left |
 * | interrupt | claimed | queued    | its worker's process is gone; interrupts + 1 |
 * | condemn   | claimed | failed    | its worker's process is gone, for the MAX_INTERRUPTS-th time |
 * | cancel    | queued  | cancelled | |
 * | supersede | queued  | –         | its prompt was edited since the call was interrupted; another job takes its place |
 * | requeue   | failed  | queued    | by hand; failures and interrupts back to 0 |
 */

/**
 * A job is claimed in company once. When the process dies, all the jobs it held are suspects: each is run alone from
 * then on, after all others, so that the one that kills the process is found and its neighbours are not blamed. After
 * this many deaths in all it is failed.
 */
export const MAX_INTERRUPTS = 4;
