import type { LogLeaf } from '../../../code/logging/logChannels';
import type { Fix, Location } from '../../../finding';
import { laravelEnvCast } from '../../../laravel/env';
import { at, type Origin } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { withheldLine } from '../../withheld';
import { configLocation, locationOf, writtenValue } from '../../written';
import { type DefaultLog, defaultLog, setsLogging, stackList } from './defaultLog';
import { quoteEnvValue } from '../../../laravel/envEdit';

/** ALR002: lines go to Slack where production is known, and there is no webhook to send them to. */
export const slackWebhookMissing: Rule = {
  code: 'ALR002',
  slug: 'slack-webhook-missing',
  area: 'alerting',
  severity: 'warning',
  title: 'Slack channel without webhook',
  *check(context) {
    if (setsLogging(context.code)) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const log = defaultLog(environment);
      if (log === undefined || environment.managedSecrets) continue;
      for (const leaf of log.target.leaves) {
        const webhook = leaf.value.entries.get('driver')?.value;
        if (leaf.sink !== 'slack' || webhook?.kind !== 'known' || webhook.value !== 'slack' || leaf.tapped) continue;
        const empty = emptyWebhook(context, leaf, environment);
        const used = whereUsed(environment, log);
        if (empty === undefined || used === undefined) continue;
        const location = empty.place ?? used.location;
        yield {
          rule: 'ALR002',
          severity: 'warning',
          message: messageFor(leaf, empty.is, log),
          location,
          related: [
            ...(location === used.location
              ? []
              : [{ location: used.location, message: `Channel \`${leaf.channel}\` is in use because of this.` }]),
            ...(saysProduction(production, location) ?? []),
          ],
          fixes: without(leaf.channel, used),
        };
      }
    }
  },
};

interface EmptyWebhook {
  readonly is: 'null' | 'empty';
  /** The value in the environment file, when the key is there. */
  readonly place?: Location;
}

/** The webhook when it is certainly none. */
function emptyWebhook(
  context: RuleContext,
  { value }: LogLeaf,
  environment: EvaluatedEnvironment,
): EmptyWebhook | undefined {
  const url = at(value, 'url');
  if (url.kind === 'absent') return undefined;
  if (url.kind === 'unknown') {
    const line = withheldLine(context, environment, url);
    const cast = line === undefined ? undefined : laravelEnvCast(line.entry.value);
    if (line === undefined || (cast !== '' && cast !== null)) return undefined;
    return { is: cast === null ? 'null' : 'empty', place: line.location };
  }
  if (url.kind !== 'known' || (url.value !== null && url.value !== '')) return undefined;
  const origin = url.origins.find(({ source, file }) => source === 'env' && file === environment.envFile);
  const place = origin === undefined ? undefined : locationOf(origin);
  return { is: url.value === null ? 'null' : 'empty', ...(place === undefined ? {} : { place }) };
}

/** Without a webhook the handler cannot be made; with an empty one it is made, and each message fails (Monolog, Curl\Util). */
function messageFor({ channel, level }: LogLeaf, is: EmptyWebhook['is'], { name, target }: DefaultLog): string {
  const where = name === channel ? `Channel \`${channel}\` is the log` : `Channel \`${channel}\` is in the stack`;
  if (is === 'null') {
    return `${where} but has no webhook: Laravel cannot make it and writes to the emergency log in its place.`;
  }
  const above = level === undefined ? '' : ` from \`${level}\` on`;
  const then = target.ignoresExceptions ? 'is dropped' : 'fails with an exception of its own';
  return `${where} but its webhook is empty: every message${above} ${then}.`;
}

interface Use {
  readonly location: Location;
  readonly origin: Origin;
  readonly names: readonly string[];
}

/** What the application wrote that leads to the channel: the stack's list, or the default channel. */
function whereUsed(environment: EvaluatedEnvironment, { name }: DefaultLog): Use | undefined {
  const list = stackList(environment, name);
  if (list !== undefined && list.value.kind === 'array') {
    const names = [...list.value.entries.values()].map(({ value }) =>
      value.kind === 'known' ? String(value.value) : '',
    );
    return { location: list.location, origin: list.origin, names };
  }
  const written = writtenValue(environment, 'logging.default');
  if (written !== undefined) return { location: written.location, origin: written.origin, names: [name] };
  const place = configLocation(environment.project.config.get('logging.default'));
  return place === undefined ? undefined : { location: place, origin: { source: 'config' }, names: [] };
}

/** Takes the channel out of a list in the environment file. A webhook's address is for a person to give. */
function without(channel: string, { location, origin, names }: Use): readonly Fix[] {
  const left = names.map((each) => each.trim()).filter((each) => each !== channel);
  if (origin.source !== 'env' || left.length === 0 || left.length === names.length) return [];
  return [
    {
      title: `Take ${channel} out of ${origin.envKey ?? 'the stack'}`,
      preferred: false,
      edits: [{ file: location.file, edits: [{ range: location.range, newText: quoteEnvValue(left.join(',')) }] }],
    },
  ];
}
