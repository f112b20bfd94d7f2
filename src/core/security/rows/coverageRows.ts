import type { Icon, TreeNode } from '../../tree';
import type { CoverageState, EventCoverage } from '../coverage/authEventCoverage';
import { coverageCounts, coverageDescription } from '../coverage/coverageText';

const icons: Readonly<Record<CoverageState, Icon>> = {
  logged: { id: 'pass', color: 'testing.iconPassed' },
  heard: { id: 'question' },
  notLogged: { id: 'error', color: 'list.errorForeground' },
  neverFired: { id: 'circle-slash' },
  unknown: { id: 'question' },
};

/** The group "Auth Event Coverage": events that an audit asks for, and of the others those that say something. */
export function coverageGroup(rows: readonly EventCoverage[], root: string): TreeNode {
  const { logged, asked } = coverageCounts(rows);
  const shown = rows.filter(
    ({ event, state }) => event.worth === 'asked' || (event.worth === 'extra' && state === 'logged'),
  );
  const open = shown.some(({ state }) => state === 'notLogged');
  return {
    id: 'coverage',
    label: 'Auth Event Coverage',
    description: `${logged} of ${asked} logged`,
    tooltip: 'Which events about who came in reach a log, judged from listeners, subscribers, providers and packages.',
    abilities: ['canRecordEvents'],
    subject: { kind: 'app', root },
    children: [
      ...shown.map((row) => coverageNode(row)),
      ...(open
        ? [
            {
              id: 'recordEvents',
              label: 'Record Security Events…',
              description: 'shows the change before it is made',
              icon: { id: 'add' },
              opens: { kind: 'command', command: 'laravelOps.security.recordEvents' } as const,
            },
          ]
        : []),
    ],
  };
}

function coverageNode(row: EventCoverage): TreeNode {
  const { event, state, why, by, twice } = row;
  const location = by.find((each) => each.location !== undefined)?.location;
  return {
    id: `event:${event.className}`,
    label: event.name,
    description: coverageDescription(row),
    tooltip: [
      `${event.className} (${event.from}): ${event.says}`,
      why,
      ...(twice ? ['One occurrence gives more than one record.'] : []),
    ].join('\n'),
    icon: icons[state],
    ...(location === undefined ? {} : { opens: { kind: 'file', file: location.file, range: location.range } }),
  };
}
