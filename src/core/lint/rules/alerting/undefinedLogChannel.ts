import { once } from '../../../base/memo';
import { logChannels } from '../../../code/logging/logChannels';
import { type ChannelUse, logUseCollector } from '../../../code/logging/logUse';
import type { Finding, Fix } from '../../../finding';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { addToArray, configArray } from './channelEdits';
import { setsLogging, stackList } from './defaultLog';

/** Channels that Laravel makes itself (HandleExceptions, LogManager::build), whatever the configuration says. */
const made = new Set(['deprecations', 'null', 'ondemand', 'emergency']);

const consequence = 'Laravel writes to the emergency log instead, and an error beside each line';

/** ALR008: a log channel is named that does not exist. */
export const undefinedLogChannel: Rule = {
  code: 'ALR008',
  slug: 'undefined-log-channel',
  area: 'alerting',
  severity: 'warning',
  title: 'Log channel that does not exist',
  *check(context) {
    if (setsLogging(context.code)) return;
    for (const use of context.code.facts(logUseCollector)) {
      if (use.kind === 'channel' && use.name !== undefined && isMissing(context, use.name.trim())) {
        yield ofCode(context, use, use.name.trim());
      }
    }
    for (const environment of context.environments) yield* ofDefault(context, environment);
  },
};

/** In every evaluation of the application, and in no package that may bring it. */
function isMissing({ project, environments, code }: RuleContext, name: string): boolean {
  if (name === '' || made.has(name) || mayBePackages(project.packages.keys(), name)) return false;
  if (project.version.major === undefined) return false;
  const extensions = code.facts(logUseCollector).filter(({ kind }) => kind === 'extend');
  if (extensions.some((each) => each.name === undefined || each.name === name)) return false;
  return [project, ...environments.map((each) => each.project)].every((each) => {
    const channels = logChannels(each);
    const target = channels.target(name);
    return channels.names !== undefined && !channels.names.has(name) && target.missing.includes(name);
  });
}

/** Packages add channels when the application starts: laravel/nightwatch adds "nightwatch". */
function mayBePackages(packages: Iterable<string>, name: string): boolean {
  const wanted = name.toLowerCase().split(/[^a-z0-9]/)[0] ?? '';
  return [...packages].some((each) => each.includes(wanted));
}

function ofCode(context: RuleContext, { location }: ChannelUse, name: string): Finding {
  return {
    rule: 'ALR008',
    severity: 'warning',
    message: `Log channel \`${name}\` does not exist: ${consequence}.`,
    location,
    related: [],
    fixes: create(context, name),
  };
}

const channelArray = once((context: RuleContext) =>
  configArray(context, context.project.config.get('logging.channels')),
);

/** The channel as Laravel's own `daily` one is written, with a file of its own. */
function create(context: RuleContext, name: string): readonly Fix[] {
  if (!/^[a-z][\w-]*$/i.test(name)) return [];
  const channels = channelArray(context);
  if (channels === undefined) return [];
  const edits = addToArray(channels, [
    `'${name}' => [`,
    "    'driver' => 'daily',",
    `    'path' => storage_path('logs/${name}.log'),`,
    "    'level' => env('LOG_LEVEL', 'debug'),",
    "    'days' => 14,",
    ']',
  ]);
  return [{ title: `Create channel "${name}" in config/logging.php`, preferred: false, edits }];
}

/** The default channel, or one in its stack, that an environment file or the configuration names. */
function* ofDefault(context: RuleContext, environment: EvaluatedEnvironment): Generator<Finding> {
  if (environment.project.env === undefined) return;
  const channels = logChannels(environment.project);
  const written = writtenValue(environment, 'logging.default');
  if (channels.default === undefined || channels.names === undefined) return;
  if (channels.default === null) {
    if (written === undefined || written.origin.source !== 'env') return;
    yield {
      rule: 'ALR008',
      severity: 'warning',
      message: `${written.origin.envKey ?? 'The channel'}=null names no channel, not even \`null\` (env() makes it an empty value): ${consequence}.`,
      location: written.location,
      related: readHere(context, written),
      fixes: [],
    };
    return;
  }
  for (const name of channels.target(channels.default).missing) {
    const list = name === channels.default ? written : stackList(environment, channels.default);
    if (list === undefined || !isMissing(context, name)) continue;
    yield {
      rule: 'ALR008',
      severity: 'warning',
      message: `Log channel \`${name}\` does not exist: ${consequence}.`,
      location: list.location,
      related: [],
      fixes: create(context, name),
    };
  }
}
