import { OpsError } from '../../base/errors';
import type { ApplicationFacts } from './facts';
import type { ApplicationStep, ArtisanCommand } from './step';
import { isAtLeast } from './version';

export interface MaintenanceOptions {
  /** Lets who knows it in: 16 to 64 letters, digits and hyphens. Laravel 8 and later. */
  readonly secret?: string;
  /** Shows the 503 page drawn beforehand, without the application (Laravel 8+). */
  readonly render?: boolean;
  /** Addresses that are let in (Laravel 6 and 7). */
  readonly allow?: readonly string[];
  /** Seconds after which browsers and crawlers may try again. */
  readonly retrySeconds?: number;
}

/**
 * `php artisan down` with what the version knows: 6 and 7 have --message, --retry and --allow; 8 to 13 have --redirect,
 * --render, --retry, --secret and --status (Illuminate\Foundation\Console\DownCommand of v6.20.45 to v13.26.1).
 *
 * @throws OpsError `secret` when the secret has characters that an address cannot carry
 */
export function maintenanceStep(facts: ApplicationFacts, options: MaintenanceOptions): ApplicationStep {
  const modern = isAtLeast(facts.version, [8, 0]);
  const database = facts.maintenanceDriver === 'cache' && facts.maintenanceStoreDriver === 'database';
  return {
    id: 'maintenance',
    title: 'Maintenance mode',
    effect: 'Visitors get "503 Service Unavailable", workers take no new jobs, and scheduled tasks wait.',
    commands: [downCommand(modern, options)],
    undo: [{ args: ['up'], shown: 'php artisan up' }],
    remarks: [
      ...(options.secret !== undefined && modern !== true
        ? ['Laravel 6 and 7 know no bypass secret: allow your own address instead.']
        : []),
      ...reach(facts),
      ...(database
        ? [
            'The mark is in the database that is exchanged: it may be gone after the switch. Run the command again then.',
          ]
        : []),
      'Workers that were started with --force go on.',
      ...stubborn(facts),
    ],
  };
}

/** Where somebody who knows the secret gets in; undefined when the application does not say its address. */
export function bypassUrl({ url }: ApplicationFacts, secret: string): string | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return `${url.replace(/\/+$/, '')}/${secret}`;
}

function downCommand(modern: boolean | undefined, options: MaintenanceOptions): ArtisanCommand {
  const { secret, render = false, allow = [], retrySeconds = 60 } = options;
  const retry = [`--retry=${retrySeconds}`];
  if (modern !== true) {
    // Of an unknown version: what all of them have.
    const args = ['down', ...retry, ...(modern === false ? allow.map((address) => `--allow=${address}`) : [])];
    return { args, shown: `php artisan ${args.join(' ')}` };
  }
  if (secret !== undefined && !/^[A-Za-z0-9-]{16,64}$/.test(secret)) {
    throw new OpsError('secret', 'The bypass secret has to be 16 to 64 letters, digits or hyphens.', {
      safe: 'Nothing was run.',
      next: 'Choose another secret.',
    });
  }
  const drawn = render ? ['--render=errors::503'] : [];
  const args = ['down', ...drawn, ...retry];
  if (secret === undefined) return { args, shown: `php artisan ${args.join(' ')}` };
  return { args: [...args, `--secret=${secret}`], shown: `php artisan ${args.join(' ')} --secret=…` };
}

function reach({ version, maintenanceDriver }: ApplicationFacts): readonly string[] {
  const own = 'It marks this server alone: run it on every server that serves the application.';
  if (isAtLeast(version, [9, 0]) === false) return [own];
  if (maintenanceDriver === 'file') return [own];
  if (maintenanceDriver === 'cache') return ['It marks every server that shares the cache.'];
  return ['Whether it marks this server alone is not known from the files.'];
}

function stubborn({ stubborn: tasks }: ApplicationFacts): readonly string[] {
  if (tasks === undefined) return ['Whether tasks run in maintenance mode all the same was not read.'];
  const found =
    tasks.maintenance.length === 0
      ? []
      : [`Scheduled to run in maintenance mode all the same: ${tasks.maintenance.join(', ')}.`];
  return tasks.complete ? found : [...found, 'Other tasks may: the schedule could not be read completely.'];
}
