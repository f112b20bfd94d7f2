/** A process of this machine is there. Ids that no process can have (a damaged journal) are not. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, which is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
