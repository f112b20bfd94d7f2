import { handoverReport } from '../../core/backups/restore/handover';
import type { App } from '../app';
import type { PlanState } from './restorePlanState';
import { rewritingsOf } from './restorePlanContent';
import type { WrittenRestore } from './switch';

/** What happened in a restore, for whoever takes over. */
export function handoverText(app: App, { records }: WrittenRestore, state: PlanState): string {
  const { restorable, facts, comparison } = state;
  const rewritings = rewritingsOf(state);
  const logBin =
    facts !== undefined && 'value' in facts.preflight.variables
      ? facts.preflight.variables.value.get('log_bin')
      : undefined;
  return handoverReport(records, {
    application: app.name,
    now: new Date(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(restorable === undefined
      ? {}
      : { backupAt: restorable.backup.createdAt, sizeBytes: restorable.backup.sizeBytes }),
    ...(facts === undefined ? {} : { server: facts.server }),
    ...(rewritings.length === 0 ? {} : { rewritings }),
    ...(comparison === undefined
      ? {}
      : { compared: comparison.summary.map(({ label, value }) => `${label}: ${value}`) }),
    ...(logBin === undefined ? {} : { binaryLog: /^(?:on|1)$/i.test(logBin) ? ('on' as const) : ('off' as const) }),
  });
}
