import type { Code } from '../../code/collector';
import { handlerBodies } from '../../code/events/handlerBodies';
import type { Recording } from '../../code/events/recordings';
import { logChannels, loudness } from '../../code/logging/logChannels';
import type { LaravelProject } from '../../laravel/project';

/** What a record of a security event has to say. */
export const recordFields = ['user', 'ip', 'userAgent', 'time'] as const;
export type RecordField = (typeof recordFields)[number];

/** What one recording keeps; `nowhere` says why nothing is kept. */
export interface Kept {
  readonly fields: readonly RecordField[];
  /** Fields may be added on the way: shared context, a processor of the channel. */
  readonly mayHaveMore: boolean;
  readonly nowhere?: string;
}

/** Judges one recording against the log channels of the environment that is judged. */
export function keptBy(recording: Recording, code: Code, project: LaravelProject): Kept {
  const marks = new Set(recording.marks);
  // Logs and tables of these packages write the time of each record by themselves.
  const fields = recordFields.filter((field) => field === 'time' || marks.has(field));
  if (recording.how !== 'log') return { fields, mayHaveMore: false };
  const shared = code.facts(handlerBodies).flatMap((fact) => (fact.kind === 'shares' ? fact.fields : []));
  const all = recordFields.filter((field) => fields.includes(field) || shared.includes(field));
  const channels = logChannels(project);
  const name = recording.channel === undefined ? channels.default : recording.channel;
  if (name === undefined || name === null) return { fields: all, mayHaveMore: true };
  const target = channels.target(name);
  const tapped = target.leaves.some(({ tapped: changes }) => changes);
  const nowhere = whyNowhere(name, recording.level, target);
  return { fields: all, mayHaveMore: tapped, ...(nowhere === undefined ? {} : { nowhere }) };
}

type Target = ReturnType<ReturnType<typeof logChannels>['target']>;

function whyNowhere(
  channel: string,
  level: string | undefined,
  { leaves, complete, missing }: Target,
): string | undefined {
  if (!complete || missing.length > 0 || leaves.length === 0) return undefined;
  if (leaves.every(({ sink }) => sink === 'nothing')) return `Channel ${channel} throws everything away.`;
  const loud = loudness(level);
  const tooQuiet = leaves.every(({ level: least, tapped, sink }) => {
    const needed = loudness(least);
    return sink === 'nothing' || (!tapped && loud !== undefined && needed !== undefined && loud < needed);
  });
  return tooQuiet ? `Channel ${channel} keeps nothing as quiet as ${level ?? 'this'}.` : undefined;
}
