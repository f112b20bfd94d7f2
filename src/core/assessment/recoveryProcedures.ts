import { type Check, covered, gap, type Judgement, needsConnection, notLooked, notMeasured, unknown } from './check';
import type { AssessmentFacts } from './facts';

const drills = 'comes with restore drills';

/** Can the application be brought back, how fast, and with how much lost. */
export const recoveryProcedures: readonly Check[] = [
  notMeasured('recoveryProcedures.drill', 'Restore drill in the last 90 days', 5, drills),
  notMeasured('recoveryProcedures.objectives', 'Measured time to recover and data lost', 3, drills),
  { id: 'recoveryProcedures.runbook', title: 'Runbook', weight: 2, judge: judgeRunbook },
  { id: 'recoveryProcedures.pointInTime', title: 'Point-in-time recovery', weight: 3, judge: judgePointInTime },
  {
    id: 'recoveryProcedures.appKey',
    title: 'APP_KEY is kept elsewhere',
    weight: 3,
    // No file can say it: somebody does, as a decision with an owner and an end.
    judge: () => notLooked('nobody said where it is kept: record it as a decision'),
  },
  notMeasured('recoveryProcedures.undoSpace', 'Room for a safety copy', 1, 'comes with restore'),
];

/** A runbook may as well be in a wiki: none here is unknown. */
function judgeRunbook({ files }: AssessmentFacts): Judgement {
  const runbooks = files?.runbooks;
  if (runbooks === undefined) return notLooked('nobody looked for one');
  const [first] = runbooks;
  if (first === undefined) return unknown('no runbook in this repository; it may be kept elsewhere');
  const evidence = runbooks.map(({ file }) => ({ fact: `${file} looks like a runbook.`, source: file }));
  return covered(first.file, { evidence });
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
