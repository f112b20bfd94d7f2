import type { CommitMark, HistorySnapshot } from './history';

/** Marks with the first snapshot that was taken with each commit, oldest first by when they were seen, or committed. */
export function seenMarks(marks: readonly CommitMark[], snapshots: readonly HistorySnapshot[]): readonly CommitMark[] {
  const first = new Map<string, string>();
  for (const { commit, at } of [...snapshots].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)))
    if (commit !== undefined && !first.has(commit)) first.set(commit, at);
  return marks
    .map((mark) => {
      const seenAt = first.get(mark.commit) ?? mark.seenAt;
      return { ...mark, ...(seenAt === undefined ? {} : { seenAt }) };
    })
    .sort((a, b) => momentOf(a) - momentOf(b));
}

/** When a commit began to run here as far as is known: first seen, otherwise deployed or committed. Milliseconds since 1970. */
export function momentOf(mark: CommitMark): number {
  return Date.parse(mark.seenAt ?? mark.deployedAt ?? mark.at);
}

/**
 * The commit that began to run in the time in which something changed: of several the last. Undefined when none did, however
 * near others are: the change has another reason then.
 */
export function commitOf(marks: readonly CommitMark[], fromMs: number, toMs: number): CommitMark | undefined {
  return marks
    .filter((mark) => momentOf(mark) >= fromMs && momentOf(mark) <= toMs)
    .sort((a, b) => momentOf(a) - momentOf(b))
    .at(-1);
}
