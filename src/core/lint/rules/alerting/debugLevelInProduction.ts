import type { LogLeaf } from '../../../code/logging/logChannels';
import { asString, at } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { locationOf, originInFile, readHere } from '../../written';
import { defaultLog, setsLogging } from './defaultLog';

/** ALR004: the environment file asks for debug lines where production is known. */
export const debugLevelInProduction: Rule = {
  code: 'ALR004',
  slug: 'debug-level-in-production',
  area: 'alerting',
  severity: 'information',
  title: 'Debug lines in production',
  *check(context) {
    if (setsLogging(context.code)) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const leaf = defaultLog(environment)?.target.leaves.find(
        (each) => each.level === 'debug' && each.levelValue.kind === 'known' && isFile(each) && !each.tapped,
      );
      const value = leaf?.levelValue.kind === 'known' ? leaf.levelValue : undefined;
      const origin = value === undefined ? undefined : originInFile(value, environment.envFile);
      const location = origin === undefined ? undefined : locationOf(origin);
      if (value === undefined || leaf === undefined || origin === undefined || location === undefined) continue;
      const key = origin.envKey ?? 'the level';
      yield {
        rule: 'ALR004',
        severity: 'information',
        message: `Production writes every \`debug\` line to channel \`${leaf.channel}\`: more volume, and whatever data the code dumps there.`,
        location,
        related: [
          ...(readHere(context, { value, origin, location }) ?? []),
          ...(saysProduction(production, location) ?? []),
        ],
        fixes: ['info', 'warning'].map((level) => ({
          title: `Set ${key}=${level}`,
          preferred: false,
          edits: [{ file: location.file, edits: [{ range: location.range, newText: level }] }],
        })),
      };
    }
  },
};

/** Standard error as JSON is for a collector that sorts by level; Slack and its like have a rule of their own. */
function isFile({ sink, value }: LogLeaf): boolean {
  const json = /json/i.test(asString(at(value, 'formatter')) ?? '');
  if (sink === 'stderr' || sink === 'stdout') return !json;
  return sink === 'file' || sink === 'rotatedFiles' || sink === 'syslog' || sink === 'errorlog';
}
