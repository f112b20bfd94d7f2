import type { Finding, Fix } from '../../../finding';
import { parsePhp } from '../../../laravel/php/parse';
import { appendArrayItem } from '../../../laravel/php/edit';
import type { Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import { asString, type ArrayValue, type Origin, type Value } from '../../../laravel/value';
import type { Rule, RuleContext } from '../../rule';
import { locationOf } from '../../written';

/** REC005: the schema has stored routines or events, and the backup's dump leaves them out. */
export const routinesNotDumped: Rule = {
  code: 'REC005',
  slug: 'routines-not-dumped',
  area: 'recoveryProcedures',
  severity: 'warning',
  title: 'Stored routines missing from the backup',
  *check(context) {
    const { live, project } = context;
    if (live === undefined || !project.packages.has('spatie/laravel-backup')) return;
    const { routines = 0, events = 0, connection: name } = live;
    const path = `database.connections.${name}`;
    const connection = project.config.get(path);
    if (routines + events === 0 || connection.kind !== 'array' || !dumps(context, name)) return;
    const dump = project.config.get(`${path}.dump`);
    const missing = missingOptions(dump, { routines, events });
    if (missing === undefined || missing.length === 0) return;
    const place = dump.kind === 'array' ? dump : connection;
    const location = ownPlace(place.origins);
    if (location === undefined) return;
    yield {
      rule: 'REC005',
      severity: 'warning',
      message: `The schema has ${counted(routines, events)}, and the backup's dump leaves them out: mysqldump wants ${missing.join(' and ')} for them.`,
      location,
      related: [],
      fixes: fixOf(context, location, dump, missing),
    };
  },
};

function counted(routines: number, events: number): string {
  const some = (count: number, what: string): readonly string[] =>
    count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];
  return [...some(routines, 'stored routine'), ...some(events, 'event')].join(' and ');
}

/** Whether spatie's backup dumps this connection for certain. */
function dumps({ project: { config } }: RuleContext, name: string): boolean {
  const list = config.get('backup.backup.source.databases');
  if (list.kind !== 'array') return false;
  return [...list.entries.values()].some(({ value }) => asString(value) === name);
}

/**
 * Options that the dump lacks for what is there; undefined when its options are not certain. Keys of `dump` are methods
 * of spatie/db-dumper (DbDumperFactory::processExtraDumpParameters); extra options are given to mysqldump as they are.
 */
function missingOptions(
  dump: Value,
  { routines, events }: { routines: number; events: number },
): readonly string[] | undefined {
  const wanted = [...(routines > 0 ? ['--routines'] : []), ...(events > 0 ? ['--events'] : [])];
  if (dump.kind === 'absent' || (dump.kind === 'known' && dump.value === null)) return wanted;
  if (dump.kind !== 'array') return undefined;
  let given = '';
  for (const [key, { value }] of dump.entries) {
    const option = /^\d+$/.test(key) ? (asString(value) ?? '') : key;
    if (/routine|event/i.test(option)) return undefined;
    if (/^add[-_ ]?extra[-_ ]?option/i.test(option)) {
      const texts = textsIn(value);
      if (texts === undefined) return undefined;
      given += ` ${texts.join(' ')}`;
    }
  }
  return wanted.filter((option) => !given.includes(option) && !(option === '--routines' && /(?:^|\s)-R\b/.test(given)));
}

function textsIn(value: Value): readonly string[] | undefined {
  if (value.kind === 'array') {
    const texts = [...value.entries.values()].map((entry) => asString(entry.value));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  const text = asString(value);
  return text === undefined ? undefined : [text];
}

function ownPlace(origins: readonly Origin[]): Finding['location'] | undefined {
  const origin = origins.find(({ source, range }) => source === 'config' && range !== undefined);
  return origin === undefined ? undefined : locationOf(origin);
}

/** The array literal at the finding's place, with one more entry. */
function fixOf(
  context: RuleContext,
  { file, range }: Finding['location'],
  dump: Value,
  missing: readonly string[],
): readonly Fix[] {
  if (dump.kind === 'array' && hasExtraOption(dump)) return [];
  const text = context.textOf(file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (text === undefined || parsed?.ok !== true) return [];
  const literal = [...expressionsIn(parsed.program)].find(
    (each): each is Expression & { kind: 'array' } =>
      each.kind === 'array' && each.range.start === range.start && each.range.end === range.end,
  );
  if (literal === undefined) return [];
  const option = `'add_extra_option' => '${missing.join(' ')}'`;
  const item = dump.kind === 'array' ? option : `'dump' => [${option}]`;
  const edit = appendArrayItem(text, literal.range, literal.items.at(-1)?.range, item);
  return [{ title: `Add ${missing.join(' ')} to the dump`, preferred: true, edits: [{ file, edits: [edit] }] }];
}

function hasExtraOption({ entries }: ArrayValue): boolean {
  return [...entries.keys()].some((key) => /^add[-_ ]?extra[-_ ]?option/i.test(key));
}
