import type { BulkSession } from '../../connections/bulk';
import { decodeText, fromBinaryText } from '../dump/sqlText';
import type { LeftForeignKey } from './load';
import { loadError } from './loadErrors';
import { rowState, type FollowingSession } from './loadSession';
import type { TablePlan } from './tablePlan';

/**
 * Adds every foreign key, when all tables have their rows and keys. With foreign_key_checks off InnoDB does so without reading
 * the rows. One after the other: two ALTERs that point at each other's tables would wait for each other.
 *
 * @param wanted the selected tables; keys to others are left, since they would stay unconnected
 * @returns what was left
 */
export async function createForeignKeys(
  session: BulkSession,
  following: FollowingSession,
  plans: readonly TablePlan[],
  wanted: ReadonlySet<string> | undefined,
  signal: AbortSignal,
): Promise<readonly LeftForeignKey[]> {
  const left: LeftForeignKey[] = [];
  for (const { name, foreignKeys, state } of plans) {
    if (foreignKeys.length === 0) continue;
    await following.enter(rowState(state), signal);
    for (const { add, references, definition } of foreignKeys) {
      if (wanted !== undefined && references !== undefined && !wanted.has(references)) {
        left.push({ table: name, references, definition: decodeText(fromBinaryText(definition)) ?? definition });
        continue;
      }
      try {
        await session.run(add, signal);
      } catch (error) {
        throw loadError(error, `Adding a foreign key to table ${name}`);
      }
    }
  }
  return left;
}
