import type { DatabaseContents } from '../schema';
import type { PlanProblem, SwitchPlan } from './plan';

/**
 * What a crash of the server itself (not ours) may tear while the tables move, because the server's own crash recovery does not
 * cover it. Each was seen with the kill test, or is said by the server's makers. A person may accept them; the moment is short.
 */
export function serverRisks(plan: SwitchPlan, live: DatabaseContents, copy: DatabaseContents): readonly PlanProblem[] {
  const { flavour, major, minor } = plan.server;
  const moved = new Set(plan.tables.map(({ name }) => name));
  const tables = [...live.tables, ...copy.tables].filter(({ name }) => moved.has(name));
  const risks: PlanProblem[] = [];
  const next =
    'Accept it where a crash of the server in these seconds is no concern, or have a copy of its data directory.';

  // Seen on MariaDB 10.11: of `parts`, two partitions stood in one database, one and the .par file in the other (error 1696).
  const partitioned = tables.filter(({ create }) => /\bPARTITION BY\b/i.test(create)).map(({ name }) => name);
  if (flavour === 'mariadb' && partitioned.length > 0)
    risks.push({
      id: 'partitioned',
      message: `MariaDB renames partitioned tables file by file: if the server dies while they move, ${listed(partitioned)} may be torn between two databases.`,
      next,
      acceptable: true,
    });

  // https://bugs.mysql.com/bug.php?id=113416, seen on MySQL 9.7 (error 1812 after the restart).
  const names = [plan.live, plan.leaving.home, plan.coming.home, ...moved].filter((name) => !/^\w+$/.test(name));
  if (flavour === 'mysql' && names.length > 0)
    risks.push({
      id: 'specialNames',
      message: `MySQL does not find renamed tables again whose names hold more than letters, digits and "_" when it dies while they move: ${listed(names)}.`,
      next,
      acceptable: true,
    });

  // Atomic DDL: MySQL 8.0, MariaDB 10.6.
  const atomic = flavour === 'mysql' ? major >= 8 : major > 10 || (major === 10 && minor >= 6);
  if (!atomic)
    risks.push({
      id: 'notAtomic',
      message: `${plan.server.version} does not rename many tables all or nothing: if the server dies while they move, a table may be between its names.`,
      next,
      acceptable: true,
    });
  return risks;
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length <= 5 ? all.join(', ') : `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`;
}
