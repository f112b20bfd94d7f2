import { arrayFunctions } from './arrays';
import { numberFunctions } from './numbers';
import type { PureFunction, PureFunctions } from './pure';
import { strMethods } from './str';
import { stringFunctions } from './strings';
import { urlFunctions } from './urls';

const tables: readonly PureFunctions[] = [stringFunctions, numberFunctions, arrayFunctions, urlFunctions];
const functions = new Map<string, PureFunction>(tables.flatMap((table) => Object.entries(table)));
const methods = new Map<string, PureFunction>(Object.entries(strMethods));

/** A PHP function without side effects, by lower-case name. */
export function pureFunction(name: string): PureFunction | undefined {
  return functions.get(name);
}

/** A method of Illuminate\Support\Str, by lower-case name. */
export function strMethod(name: string): PureFunction | undefined {
  return methods.get(name);
}

/** Functions we do not evaluate, of which it is known that they change no variable they are given. */
export function changesNothing(name: string): boolean {
  return functions.has(name) || harmless.has(name);
}

const harmless = new Set([
  'file_get_contents',
  'file_exists',
  'is_file',
  'is_dir',
  'is_readable',
  'realpath',
  'json_encode',
  'preg_replace',
  'preg_split',
  'preg_quote',
  'base64_decode',
  'base64_encode',
  'hash',
  'md5',
  'sha1',
  'date',
  'time',
  'gethostname',
  'php_sapi_name',
  'shell_exec',
  'number_format',
  'str_word_count',
  'array_map',
  'array_filter',
  'array_reduce',
  'collect',
  'value',
  'tap',
  'array_rand',
  'is_callable',
  'is_object',
  'str',
]);
