import { joinPath } from '../../../base/path';
import { formatBytes } from '../../../base/format';
import type { Fix, Location } from '../../../finding';
import { asString, at } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, writtenValue } from '../../written';
import { type DefaultLog, defaultLog, setsLogging, stackList } from './defaultLog';

/** A log of this many bytes has been growing for a while. */
const large = 100 * 1000 * 1000;

/** ALR005: one log file that nothing rotates has grown large on this machine. */
export const unrotatedLog: Rule = {
  code: 'ALR005',
  slug: 'unrotated-log',
  area: 'alerting',
  severity: 'information',
  title: 'Log that only grows',
  offByDefault: 'unproven',
  *check(context) {
    const bytes = context.machine?.logBytes ?? 0;
    if (bytes <= large || context.machine?.logrotate !== false || inContainer(context) || setsLogging(context.code))
      return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const log = defaultLog(environment);
      const location = log === undefined ? undefined : placeOf(environment, log);
      if (log === undefined || location === undefined || !onlySingle(context, log)) continue;
      yield {
        rule: 'ALR005',
        severity: 'information',
        message: `storage/logs/laravel.log grows without limit (\`single\`): it is ${formatBytes(bytes)} by now.`,
        location,
        related: saysProduction(production, location),
        fixes: daily(environment, log),
      };
    }
  },
};

function inContainer({ deployment }: RuleContext): boolean {
  return [...deployment.keys()].some((name) => /(?:^|\/)Dockerfile/.test(name));
}

/** Every place the log goes to is the one file that was measured. */
function onlySingle({ root }: RuleContext, { target }: DefaultLog): boolean {
  const measured = joinPath(root, 'storage/logs/laravel.log');
  return (
    target.leaves.length > 0 &&
    target.missing.length === 0 &&
    target.leaves.every(({ value, tapped }) => {
      const path = asString(at(value, 'path'));
      return asString(at(value, 'driver')) === 'single' && !tapped && path !== undefined && joinPath(path) === measured;
    })
  );
}

function placeOf(environment: EvaluatedEnvironment, { name }: DefaultLog): Location | undefined {
  return (
    stackList(environment, name)?.location ??
    writtenValue(environment, 'logging.default')?.location ??
    configLocation(environment.project.config.get('logging.default'))
  );
}

/** `daily` in place of `single`, where the environment file names it. Laravel's channel keeps 14 days. */
function daily(environment: EvaluatedEnvironment, { name, channels }: DefaultLog): readonly Fix[] {
  const list = stackList(environment, name);
  const written =
    list?.origin.source === 'env'
      ? list
      : list === undefined
        ? writtenValue(environment, 'logging.default')
        : undefined;
  const target = channels.names?.has('daily') ? channels.target('daily') : undefined;
  if (written?.origin.source !== 'env' || target?.leaves[0]?.sink !== 'rotatedFiles') return [];
  const { value } = written;
  const names =
    value.kind === 'array'
      ? [...value.entries.values()].map((each) => asString(each.value) ?? '')
      : [asString(value) ?? ''];
  if (!names.includes('single')) return [];
  const newText = [...new Set(names.map((each) => (each === 'single' ? 'daily' : each)))].join(',');
  const { file, range } = written.location;
  return [
    {
      title: `Set ${written.origin.envKey ?? 'the value'}=${newText}`,
      preferred: false,
      edits: [{ file, edits: [{ range, newText }] }],
    },
  ];
}
