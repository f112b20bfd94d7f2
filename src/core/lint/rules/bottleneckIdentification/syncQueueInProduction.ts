import type { Collector } from '../../../code/collector';
import { queueUse } from '../../../code/queue/queueUse';
import { lastPart } from '../../../laravel/php/names';
import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { readHere, type WrittenValue, writtenValue } from '../../written';

/** Files that only an application with web requests has. */
const webFiles: Collector<true> = {
  id: 'webFiles',
  wants: ({ relative }) => /^routes\/(?!console|channels)/.test(relative) || relative.endsWith('Http/Kernel.php'),
  collect: () => [true],
};

/** BOT001: the `sync` queue where production is known, in an application that queues work. */
export const syncQueueInProduction: Rule = {
  code: 'BOT001',
  slug: 'sync-queue-in-production',
  area: 'bottleneckIdentification',
  severity: 'warning',
  title: 'Queued work runs in the web request',
  collectors: [webFiles],
  *check(context) {
    const what = queuedWork(context);
    if (what === undefined || context.code.facts(webFiles).length === 0) return;
    for (const production of productionEnvironments(context)) {
      const written = writtenValue(production.environment, 'queue.default');
      const name = written === undefined ? undefined : asString(written.value);
      if (written === undefined || name === undefined || driverOf(production.environment, name) !== 'sync') continue;
      yield {
        rule: 'BOT001',
        severity: 'warning',
        message: `Jobs run inside the web request: the queue is \`${name}\`, and ${what}.`,
        location: written.location,
        related: [...readHere(context, written), ...saysProduction(production, written.location)],
        fixes: ['database', 'redis']
          .filter((other) => driverOf(production.environment, other) === other)
          .map((other) => ({
            title: `${setTo(written, other)} (needs a worker: php artisan queue:work)`,
            preferred: false,
            edits: [
              {
                file: written.location.file,
                edits: [{ range: written.location.range, newText: text(written, other) }],
              },
            ],
          })),
      };
    }
  },
};

/** "12 classes of this application are queued (`SendInvoice` among them)"; undefined when nothing certain is. */
function queuedWork({ code }: RuleContext): string | undefined {
  const { classes, work } = queueUse(code);
  const concrete = classes.filter((each) => !each.abstract);
  const [first] = concrete;
  if (first !== undefined) {
    const name = lastPart(first.className);
    return concrete.length === 1
      ? `\`${name}\` is queued`
      : `${concrete.length} classes of this application are queued (\`${name}\` among them)`;
  }
  const [parent] = classes;
  if (parent !== undefined) return `what extends \`${lastPart(parent.className)}\` is queued`;
  if (work.some(({ kind }) => kind === 'mail')) return 'mail is queued';
  if (work.some(({ kind }) => kind === 'closure')) return 'closures are queued';
  return work.length > 0 ? 'jobs are pushed' : undefined;
}

function driverOf({ project }: EvaluatedEnvironment, connection: string): string | undefined {
  return asString(project.config.get(`queue.connections.${connection}.driver`));
}

function setTo({ origin }: WrittenValue, value: string): string {
  return origin.source === 'env' ? `Set ${origin.envKey ?? 'the value'}=${value}` : `Set 'default' => '${value}'`;
}

function text({ origin }: WrittenValue, value: string): string {
  return origin.source === 'env' ? value : `'${value}'`;
}
