import { drillFreshDays } from '../backups/drill/summary';
import { judgeDrills, judgeObjectives, judgeVerified } from './backupEvidence';
import { type Check, covered, gap, type Judgement, needsConnection, notLooked, partial, unknown } from './check';
import type { Remedy } from './area';
import type { AssessmentFacts } from './facts';

/** Can the application be brought back, how fast, and with how much lost. */
export const recoveryProcedures: readonly Check[] = [
  {
    id: 'recoveryProcedures.drill',
    title: `Restore drill in the last ${drillFreshDays} days`,
    weight: 5,
    judge: judgeDrills,
  },
  { id: 'recoveryProcedures.verified', title: 'Newest backup is verified', weight: 4, judge: judgeVerified },
  { id: 'recoveryProcedures.runbook', title: 'Runbook', weight: 4, judge: judgeRunbook },
  {
    id: 'recoveryProcedures.objectives',
    title: 'Measured time to recover and data lost',
    weight: 3,
    judge: judgeObjectives,
  },
  { id: 'recoveryProcedures.pointInTime', title: 'Point-in-time recovery', weight: 3, judge: judgePointInTime },
  {
    id: 'recoveryProcedures.appKey',
    title: 'APP_KEY is kept elsewhere',
    weight: 3,
    // No file can say it: somebody does, as a decision with an owner and an end.
    judge: () => notLooked('nobody said where it is kept: record it as a decision'),
  },
  {
    id: 'recoveryProcedures.undoSpace',
    title: 'Room for a safety copy',
    weight: 1,
    // It changes by the hour, and the server tells it to few.
    judge: () => notLooked('looked at before each restore'),
  },
];

const writeRunbook: Remedy = { title: 'Write the runbook', command: 'laravelOps.backups.writeRunbook' };

/** A runbook may as well be in a wiki: none here is unknown. Of one that people wrote nobody can tell whether it is current. */
function judgeRunbook({ files, runbook }: AssessmentFacts): Judgement {
  if (runbook !== undefined) {
    const { file, state } = runbook;
    const seen = (fact: string): { readonly fact: string; readonly source: string } => ({ fact, source: file });
    if (state.kind === 'current')
      return covered('it says what the configuration says', {
        evidence: [seen(`${file} was written from the configuration as it is.`)],
      });
    if (state.kind === 'outdated')
      return partial('the configuration is newer than the runbook', {
        evidence: state.changes.map(({ what, written, now }) =>
          seen(`${what}: the runbook says ${written ?? 'nothing'}, the configuration ${now}.`),
        ),
        remedies: [{ ...writeRunbook, title: 'Write the runbook anew' }],
      });
  }
  const runbooks = files?.runbooks;
  if (runbooks === undefined) return notLooked('nobody looked for one');
  const [first] = runbooks;
  if (first === undefined)
    return unknown('no runbook in this repository; it may be kept elsewhere', { remedies: [writeRunbook] });
  const evidence = runbooks.map(({ file }) => ({ fact: `${file} looks like a runbook.`, source: file }));
  return unknown(`${first.file} is there; whether it is current is not known`, { evidence, remedies: [writeRunbook] });
}

function judgePointInTime({ database }: AssessmentFacts): Judgement {
  if (database === undefined) return needsConnection('the database');
  const on = database.variables['log_bin'];
  if (on === undefined) return unknown('this login may not see log_bin');
  const evidence = [{ fact: `log_bin is ${on}.`, source: 'SHOW GLOBAL VARIABLES' }];
  if (/^(?:on|1)$/i.test(on)) return covered('the binary log is on', { evidence });
  return gap('the binary log is off: only whole backups can be restored', {
    evidence,
    remedies: [
      { title: 'Turn the binary log on in the server’s configuration', copies: '[mysqld]\nlog_bin=mysql-bin\n' },
    ],
  });
}
