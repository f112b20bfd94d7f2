import { type LogLeaf, loudness } from '../../../code/logging/logChannels';
import type { Finding, Fix, Location } from '../../../finding';
import { asString, at } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, locationOf, originInFile } from '../../written';
import { defaultLog, setsLogging } from './defaultLog';

const chats: ReadonlyMap<string, string> = new Map([
  ['slack', 'Slack'],
  ['chat', 'The chat'],
  ['mail', 'The mailbox'],
]);

/** ALR003: what is meant for people gets every line. */
export const chatChannelTooChatty: Rule = {
  code: 'ALR003',
  slug: 'chat-channel-too-chatty',
  area: 'alerting',
  severity: 'information',
  title: 'Chat channel that gets every line',
  *check(context) {
    if (setsLogging(context.code)) return;
    for (const environment of context.environments) {
      if (environment.project.env === undefined) continue;
      for (const leaf of defaultLog(environment)?.target.leaves ?? []) {
        const who = chats.get(leaf.sink);
        const loud = loudness(leaf.level);
        if (who === undefined || loud === undefined || loud > 2 || leaf.tapped || !hasAddress(leaf, environment))
          continue;
        if (at(leaf.value, 'action_level').kind !== 'absent') continue;
        const finding = found(context, environment, leaf, who);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

/** Slack without a webhook gets nothing at all. */
function hasAddress({ sink, value }: LogLeaf, { project }: EvaluatedEnvironment): boolean {
  if (sink !== 'slack') return true;
  const url = at(value, 'url');
  if (url.kind === 'known') return url.value !== null && url.value !== '';
  const key = url.kind === 'unknown' ? url.origins.find(({ source }) => source === 'env')?.envKey : undefined;
  return key !== undefined && (project.env?.content.get(key)?.value ?? '') !== '';
}

function found(
  context: RuleContext,
  { envFile }: EvaluatedEnvironment,
  { channel, level, levelValue, value }: LogLeaf,
  who: string,
): Finding | undefined {
  const origin = levelValue.kind === 'known' ? originInFile(levelValue, envFile) : undefined;
  const inEnv = origin === undefined ? undefined : locationOf(origin);
  const inConfig = configLocation(levelValue) ?? (levelValue.kind === 'absent' ? configLocation(value) : undefined);
  const location = inConfig ?? inEnv;
  if (location === undefined) return undefined;
  const text = context.textOf(location.file)?.slice(location.range.start, location.range.end) ?? '';
  const own = origin?.envKey === undefined ? undefined : /env\(\s*['"]\w+['"]\s*,\s*['"](\w+)['"]/.exec(text)?.[1];
  const why =
    origin?.envKey === undefined
      ? ` from channel \`${channel}\``
      : own === undefined || own.toLowerCase() === level
        ? ` (${origin.envKey}=${level})`
        : ` (${origin.envKey}=${level} overrides its \`${own}\` default)`;
  const related: Finding['related'] =
    inEnv === undefined || inEnv === location
      ? []
      : [{ location: inEnv, message: `${inEnv.file.replace(`${context.root}/`, '')} sets the level here.` }];
  return {
    rule: 'ALR003',
    severity: 'information',
    message: `${who} receives every line from \`${level}\` up${why}.`,
    location,
    related,
    fixes:
      inConfig === undefined || levelValue.kind === 'absent'
        ? []
        : ownLevel(channel, location, text, own, asString(levelValue)),
  };
}

/** A variable of its own for the level, with the default that stands there; for a literal, Laravel's own choice for Slack. */
function ownLevel(
  channel: string,
  { file, range }: Location,
  text: string,
  own: string | undefined,
  literal: string | undefined,
): readonly Fix[] {
  const isLoud = (loudness(own?.toLowerCase()) ?? 0) > 2;
  const key = `LOG_${channel.toUpperCase().replace(/\W+/g, '_')}_LEVEL`;
  const name = /env\(\s*(['"])(\w+)\1/.exec(text);
  if (name !== null && isLoud && name[2] !== key) {
    const start = range.start + name.index + name[0].length - (name[2]?.length ?? 0) - 1;
    const edit = { range: { start, end: start + (name[2]?.length ?? 0) }, newText: key };
    return [{ title: `Give it a level of its own: ${key}`, preferred: false, edits: [{ file, edits: [edit] }] }];
  }
  if (literal === undefined || text !== `'${literal}'`) return [];
  return [
    {
      title: "Set 'level' => 'critical'",
      preferred: false,
      edits: [{ file, edits: [{ range, newText: "'critical'" }] }],
    },
  ];
}
