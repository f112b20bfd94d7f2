/**
 * What the process answers its caller. `nothingFound` is of `status`: no application, or a failure. `check` keeps 1 for
 * findings, as linters do, and says 3 when it could not check. `notWhole` is of the verbs of backups: damage, a failed drill.
 */
export const exitCodes = {
  ok: 0,
  nothingFound: 1,
  findings: 1,
  notWhole: 1,
  usage: 2,
  failed: 3,
  cancelled: 130,
} as const;
