/** Restores that this process is at: a journal alone cannot tell them from those that were interrupted. */
const running = new Set<string>();

export function isRunningHere(restoreId: string): boolean {
  return running.has(restoreId);
}

/** Runs work on a restore, known as such until it ends. */
export async function atRestore<T>(restoreId: string, work: () => Promise<T>): Promise<T> {
  running.add(restoreId);
  try {
    return await work();
  } finally {
    running.delete(restoreId);
  }
}
