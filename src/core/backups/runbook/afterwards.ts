import { shellArgument } from '../setup/quoting';
import type { ApplicationStep } from '../application/step';
import { quoteName } from '../../connections/sqlNames';
import { clientOf } from './byHand';
import type { RunbookFacts } from './facts';
import type { GeneratedSection } from './markers';
import { bullets, code, commands, plain } from './markdown';

export function applicationSection({ steps, besides }: RunbookFacts): GeneratedSection {
  return {
    name: 'application',
    text: [
      '## Before: hold the application',
      ...steps.map(stepText),
      'To take it back after the restore:',
      commands(...steps.toReversed().flatMap(({ undo }) => undo.map(({ shown }) => shown))),
      ...(besides.length === 0 ? [] : ['### What comes back besides', bullets(besides.map(plain))]),
    ].join('\n\n'),
  };
}

function stepText({ title, effect, commands: lines, unavailable, remarks }: ApplicationStep): string {
  const said = unavailable ?? effect;
  return [
    `**${plain(title)}.** ${plain(said)}`,
    ...(lines.length === 0 ? [] : [commands(...lines.map(({ shown }) => shown))]),
    ...(remarks.length === 0 ? [] : [bullets(remarks.map(plain))]),
  ].join('\n\n');
}

export function checksSection(facts: RunbookFacts): GeneratedSection {
  const { health, database } = facts;
  const name = database.name ?? 'DATABASE';
  const count = `SELECT COUNT(*), MAX(created_at) FROM ${quoteName(name)}.users`;
  const address = health?.url;
  return {
    name: 'checks',
    text: [
      '## Afterwards: look',
      commands(
        'php artisan migrate:status',
        ...(address === undefined ? [] : [`curl -fsS ${shellArgument(address)} > /dev/null && echo up`]),
        `${clientOf(facts)} -e ${shellArgument(count)}`,
      ),
      bullets([
        'Every migration of the code has run. When some are pending: `php artisan migrate`.',
        ...(health === undefined
          ? ['The application has no health route that is known: open its first page.']
          : [
              address === undefined
                ? `The health route ${code(health.path)} answers 200. The address of the application is not known from the files.`
                : `The health route ${code(health.path)} answers 200.`,
            ]),
        'Counts and newest dates are what you expect, in each of the tables that matter.',
        'Somebody signs in, and finishes one order or whatever this application is for.',
      ]),
    ].join('\n\n'),
  };
}

export function keySection({ newest }: RunbookFacts): GeneratedSection {
  return {
    name: 'key',
    text: [
      '## APP_KEY',
      bullets([
        'Encrypted columns can be read only with the APP_KEY of the day on which they were written. Without it they are lost, whatever was restored.',
        'The database does not hold the key. An archive holds it only when `.env` is among its files' +
          (newest?.files === undefined ? '.' : newest.files === 0 ? ': the newest one holds no files.' : '.'),
        'Where the key was changed since: put the old one into `APP_PREVIOUS_KEYS` (Laravel 11 and later).',
      ]),
    ].join('\n\n'),
  };
}
