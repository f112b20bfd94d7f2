import { formatBytes, formatCount, formatDuration } from '../../base/format';
import type { RunbookFacts } from './facts';
import type { GeneratedSection } from './markers';
import { bullets, code, plain, utc } from './markdown';

export function whereSection({ destinations, retention, encryption, newest }: RunbookFacts): GeneratedSection {
  const places =
    destinations.length === 0
      ? ['No destination is known from the configuration.']
      : destinations.map(({ label, place }) => `${plain(label)}: ${code(place)}`);
  const { state, variable } = encryption;
  const password =
    variable === undefined
      ? 'its value is not in this file'
      : `in the variable ${code(variable)}, whose value is not in this file`;
  const encrypted = {
    on: `Archives are encrypted. The password is ${password}.`,
    off: 'Archives are not encrypted.',
    unknown: `Whether archives are encrypted is not known from the configuration.${variable === undefined ? '' : ` The password would be in the variable ${code(variable)}.`}`,
  }[state];
  return {
    name: 'where',
    text: [
      '## Where backups are',
      bullets(places),
      `${retention === undefined ? 'How long archives are kept is not known.' : plain(retention)} ${encrypted}`,
      ...(newest === undefined ? [] : [contentsOf(newest)]),
    ].join('\n\n'),
  };
}

function contentsOf({ file, dumps, files }: NonNullable<RunbookFacts['newest']>): string {
  const inside = dumps.map(({ entry }) => code(entry)).join(', ');
  const besides = files === undefined ? '' : ` Files besides: ${formatCount(files)}.`;
  return dumps.length === 0
    ? `What ${code(file)} holds was not read.`
    : `The database is in the archive as ${inside}.${besides}`;
}

export function madeSection({ makers, newest }: RunbookFacts): GeneratedSection {
  const tasks = (makers?.tasks ?? []).map(({ what, cron, conditional, file }) => {
    const when = cron === undefined ? 'at times that are not certain' : `at ${code(cron)}`;
    return `${code(what)} ${when}${conditional ? ', under a condition' : ''}, scheduled in ${code(file)}`;
  });
  const none = {
    true: 'Nothing in the schedule makes backups.',
    false: 'No backup was seen in the schedule, which could not be read completely.',
    undefined: 'The schedule was not read.',
  }[`${makers?.complete}` as const];
  const made =
    newest === undefined
      ? 'No backup was found from here.'
      : [
          `Newest backup: ${code(newest.file)}`,
          `Kept in: ${plain(newest.destination)}`,
          `Made: ${utc(newest.createdAt)}`,
          `Size: ${formatBytes(newest.sizeBytes)}`,
        ];
  return {
    name: 'made',
    text: [
      '## What makes them',
      tasks.length === 0 ? none : bullets(tasks),
      ...(typeof made === 'string' ? [made] : ['When this was written:', bullets(made)]),
    ].join('\n\n'),
  };
}

export function proofSection({ verification, drills }: RunbookFacts): GeneratedSection {
  return {
    name: 'proof',
    text: ['## What is proven', bullets([...verified(verification), ...drilled(drills)])].join('\n\n'),
  };
}

function verified(report: RunbookFacts['verification']): readonly string[] {
  if (report === undefined) return ['Verified: no, the newest backup was not verified.'];
  const { path, at, level, whole, dumps, problems, sha256 } = report;
  const found = [...problems, ...dumps.flatMap((dump) => dump.problems)];
  const tables = dumps.flatMap((dump) => dump.tables);
  const depth = level === 'dump' ? 'archive and every statement of the dump' : 'archive alone, not the dump in it';
  return [
    `Verified: ${code(path)}, ${utc(at)}, ${depth}`,
    whole ? 'Result: whole' : `Result: not whole. ${plain(found[0] ?? '')}`,
    ...(level === 'dump'
      ? [
          `Tables: ${formatCount(tables.length)}`,
          `Rows: ${formatCount(tables.reduce((sum, { rows }) => sum + rows, 0))}`,
        ]
      : []),
    `SHA-256: ${code(sha256)}`,
  ];
}

function drilled(drills: RunbookFacts['drills']): readonly string[] {
  const unmeasured = ['Time to restore (RTO): not measured', 'Data lost (RPO): not measured'];
  if (drills?.newest === undefined)
    return [drills === undefined ? 'Restore drill: nobody looked' : 'Restore drill: none on record', ...unmeasured];
  const { newest, newestPassed, rto, rpo } = drills;
  const failed =
    newest.outcome === 'failed'
      ? [`Restore drill failed: ${utc(newest.at)}. ${plain(newest.problem ?? 'The reason was not recorded.')}`]
      : [];
  if (newestPassed === undefined || rto === undefined || rpo === undefined)
    return [...failed, 'Restore drill passed: never', ...unmeasured];
  return [
    ...failed,
    `Restore drill passed: ${utc(newestPassed.at)}, with ${code(newestPassed.backup.path)}`,
    `Tables: ${formatCount(newestPassed.tables)}`,
    `Time to restore (RTO): ${formatDuration(rto.newestMs)}, measured`,
    ...(drills.passed < 2
      ? []
      : [`Median of the passed drills: ${formatDuration(rto.medianMs)}`, `Worst: ${formatDuration(rto.worstMs)}`]),
    `Data lost (RPO): ${formatDuration(rpo.newestMs)}, measured`,
  ];
}
