import type { BackupCatalog } from '../catalog';
import type { DrillRecord } from '../drill/record';
import { summariseDrills } from '../drill/summary';
import type { VerifyReport } from '../verify/report';
import type { Code } from '../../code/collector';
import { treatAs, usedSqlProfile, type Environment } from '../../connections/environment';
import type { LaravelProject } from '../../laravel/project';
import { collectRunbookFacts, type RunbookSources } from './collect';
import type { RunbookFacts } from './facts';

/** What a runbook is written from, as it is kept: the editor and the command line collect the same facts from it. */
export interface RunbookEvidence {
  readonly now: Date;
  readonly project: LaravelProject;
  readonly code: Code;
  /** The environment that the runbook is for, see `runbookEnvironment`. */
  readonly environment: Environment;
  readonly catalog?: BackupCatalog;
  readonly drills: readonly DrillRecord[];
  readonly verifications: readonly VerifyReport[];
  readonly live?: RunbookSources['live'];
}

/** The facts of a runbook from what was read. */
export function runbookFactsOf(evidence: RunbookEvidence): RunbookFacts {
  const { now, project, code, environment, catalog, drills, verifications, live } = evidence;
  const profile = usedSqlProfile(environment);
  const newest = catalog?.backups.find(({ error }) => error === undefined);
  const verification = verifications.find(({ path }) => path === newest?.path);
  return collectRunbookFacts({
    now,
    project,
    code,
    environment: { name: environment.name, role: treatAs(environment) },
    ...(profile === undefined ? {} : { profile }),
    ...(catalog === undefined ? {} : { catalog }),
    ...(verification === undefined ? {} : { verification }),
    drills: summariseDrills(drills, now),
    ...(live === undefined ? {} : { live }),
  });
}

/**
 * The environment that a runbook is for, whichever is in use now: the one production, else the application's own.
 *
 * @param all the own one first
 */
export function runbookEnvironment<Read extends { readonly environment: Pick<Environment, 'role'> }>(
  all: readonly Read[],
): Read | undefined {
  const production = all.filter(({ environment }) => environment.role === 'production');
  return production.length === 1 ? production[0] : all[0];
}
