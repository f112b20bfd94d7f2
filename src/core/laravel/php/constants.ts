import type { Scalar, Value } from '../value';
import type { Machine, Frame } from './machine';
import { describe } from './describe';
import type { Expression } from './syntax';
import { known, unknown } from './values';

// Constants that are the same in every PHP that Laravel runs on. Those of the PHP version, the platform and the server
// interface (PHP_VERSION_ID, PHP_OS, PHP_SAPI) are left out on purpose: they are not known here.

const constants: Readonly<Record<string, Scalar>> = {
  DIRECTORY_SEPARATOR: '/',
  PHP_URL_SCHEME: 0,
  PHP_URL_HOST: 1,
  PHP_URL_PORT: 2,
  PHP_URL_USER: 3,
  PHP_URL_PASS: 4,
  PHP_URL_PATH: 5,
  PHP_URL_QUERY: 6,
  PHP_URL_FRAGMENT: 7,
  FILTER_VALIDATE_INT: 257,
  FILTER_VALIDATE_BOOLEAN: 258,
  FILTER_VALIDATE_BOOL: 258,
  FILTER_NULL_ON_FAILURE: 0x8000000,
  STR_PAD_LEFT: 0,
  STR_PAD_RIGHT: 1,
  STR_PAD_BOTH: 2,
  ARRAY_FILTER_USE_KEY: 2,
  ARRAY_FILTER_USE_BOTH: 1,
  JSON_THROW_ON_ERROR: 4194304,
  E_ERROR: 1,
  E_WARNING: 2,
  E_PARSE: 4,
  E_NOTICE: 8,
  E_DEPRECATED: 8192,
  E_USER_DEPRECATED: 16384,
  LOG_USER: 8,
  LOG_DEBUG: 7,
  LOG_INFO: 6,
};

/** Numbers of class constants that configuration files use: ext/zip, Monolog 1 to 3, Symfony HttpFoundation. */
const classConstants: Readonly<Record<string, Scalar>> = {
  'ziparchive::cm_default': -1,
  'ziparchive::cm_store': 0,
  'ziparchive::cm_deflate': 8,
  'ziparchive::em_none': 0,
  'ziparchive::em_trad_pkware': 1,
  'ziparchive::em_aes_128': 257,
  'ziparchive::em_aes_192': 258,
  'ziparchive::em_aes_256': 259,
  'monolog\\logger::debug': 100,
  'monolog\\logger::info': 200,
  'monolog\\logger::notice': 250,
  'monolog\\logger::warning': 300,
  'monolog\\logger::error': 400,
  'monolog\\logger::critical': 500,
  'monolog\\logger::alert': 550,
  'monolog\\logger::emergency': 600,
};

/** A global constant, or one that the file defined itself. */
export function constantValue(name: string, frame: Frame): Value {
  const lower = name.toLowerCase();
  if (lower === 'true' || lower === 'false') return known(lower === 'true');
  if (lower === 'null') return known(null);
  const declared = frame.unit.constants.get(name);
  if (declared !== undefined) return declared;
  const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
  return value === undefined ? unknown('call', `${name} is known only to PHP`) : known(value);
}

/**
 * `X::class`, constants of PDO, and constants of classes in the same file. PDO's are given by name, in the one form
 * "PDO::MYSQL_ATTR_SSL_CA": PHP 8.4 renamed them to Pdo\Mysql::ATTR_SSL_CA, their numbers depend on the build.
 */
export function classConstantValue(
  expression: Extract<Expression, { kind: 'classConstant' }>,
  frame: Frame,
  machine: Machine,
): Value {
  const { className, name } = expression;
  if (typeof className !== 'string' || typeof name !== 'string') return unknown('call', describe(expression));
  if (name.toLowerCase() === 'class') {
    if (className === 'self' || className === 'static' || className === 'parent') {
      return unknown('call', `${className}::class outside a class`);
    }
    return known(className);
  }
  const pdo = pdoConstant(className, name);
  if (pdo !== undefined) return known(pdo);
  const full = `${className.toLowerCase()}::${name.toLowerCase()}`;
  if (Object.hasOwn(classConstants, full)) return known(classConstants[full] ?? null);
  const declared = frame.unit.classes.get(className.toLowerCase())?.constants.find((each) => each.name === name);
  if (declared !== undefined) return machine.evaluate(declared.value, frame);
  return unknown('call', `${describe(expression)} is a constant of another file`);
}

function pdoConstant(className: string, name: string): string | undefined {
  const lower = className.toLowerCase();
  if (lower === 'pdo') return `PDO::${name}`;
  const driver = /^pdo\\(mysql|pgsql|sqlite|odbc|firebird|dblib)$/.exec(lower)?.[1];
  return driver === undefined ? undefined : `PDO::${driver.toUpperCase()}_${name}`;
}

/**
 * A name to stand for an array key that is a constant we do not know the value of ("Redis::OPT_SERIALIZER"): the array's
 * other keys stay usable. Undefined for everything else.
 */
export function symbolicKey(expression: Expression): string | undefined {
  if (expression.kind === 'property' && expression.name === 'value') return symbolicKey(expression.target);
  if (expression.kind !== 'classConstant') return undefined;
  const { className, name } = expression;
  return typeof className === 'string' && typeof name === 'string' ? `${className}::${name}` : undefined;
}
