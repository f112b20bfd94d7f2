import type { Fix } from '../finding';
import { appendArrayItem } from '../laravel/php/edit';
import type { ArrayItem, Expression } from '../laravel/php/syntax';
import type { LaravelProject } from '../laravel/project';
import { asBoolean, at } from '../laravel/value';
import { addItem, type WrittenArray, writtenArray } from './arrayAt';
import type { RuleContext } from './rule';
import { literalOrigin, locationOf } from './written';

// Edits of one connection in config/database.php for what a server's counters say. Undefined where the file's text is not certain.

type Texts = Pick<RuleContext, 'textOf'>;

/**
 * Makes a connection with `read` sticky: what a request has written, it reads from the writer.
 *
 * @param connection its name in config/database.php
 */
export function splitFix(context: Texts, project: LaravelProject, connection: string): Fix | undefined {
  const value = project.config.get(`database.connections.${connection}`);
  const array = writtenArray(context, value);
  if (array === undefined || value.kind !== 'array' || at(value, 'read').kind !== 'array') return undefined;
  const sticky = at(value, 'sticky');
  if (sticky.kind === 'absent') return isWhole(array) ? addItem(array, "'sticky' => true", true) : undefined;
  const origin = sticky.kind === 'known' && asBoolean(sticky) === false ? literalOrigin(sticky) : undefined;
  const place = origin === undefined ? undefined : locationOf(origin);
  if (place === undefined) return undefined;
  const edits = [{ range: place.range, newText: 'true' }];
  return { title: "Set 'sticky' => true", preferred: true, edits: [{ file: place.file, edits }] };
}

/**
 * Has PDO keep connections between requests. Never preferred: it needs room on the server, and sessions are handed on as they
 * are.
 */
export function poolingFix(context: Texts, project: LaravelProject, connection: string): Fix | undefined {
  const array = writtenArray(context, project.config.get(`database.connections.${connection}`));
  if (array === undefined || !isWhole(array)) return undefined;
  // In a namespace PDO would be another class.
  if (/^\s*namespace\s/m.test(array.text)) return undefined;
  const item = 'PDO::ATTR_PERSISTENT => true';
  const options = array.expression.items.find((each) => isKey(each, 'options'));
  if (options === undefined) return addItem(array, `'options' => [${item}]`, false);
  const list = optionsIn(options.value);
  if (list === undefined || !list.items.every((each) => !each.spread && !names(each, 'ATTR_PERSISTENT')))
    return undefined;
  const edit = appendArrayItem(array.text, list.range, list.items.at(-1)?.range, item);
  return { title: `Add ${item}`, preferred: false, edits: [{ file: array.file, edits: [edit] }] };
}

/** An item that is spread into the array may bring any key. */
function isWhole({ expression }: WrittenArray): boolean {
  return expression.items.every(({ spread }) => !spread);
}

function isKey({ key }: ArrayItem, name: string): boolean {
  return key?.kind === 'literal' && key.value === name;
}

function names({ key }: ArrayItem, constant: string): boolean {
  return key !== undefined && JSON.stringify(key).includes(constant);
}

/** The list in `[…]`, `array_filter([…])` and `extension_loaded('pdo_mysql') ? … : []`, as Laravel's own file has it. */
function optionsIn(value: Expression): (Expression & { readonly kind: 'array' }) | undefined {
  if (value.kind === 'array') return value;
  if (value.kind === 'ternary') {
    const loaded = value.test.kind === 'call' && value.test.callee === 'extension_loaded';
    return loaded && value.consequent !== undefined ? optionsIn(value.consequent) : undefined;
  }
  if (value.kind !== 'call' || value.callee !== 'array_filter') return undefined;
  const [first, ...others] = value.arguments;
  return first === undefined || others.length > 0 ? undefined : optionsIn(first.value);
}
