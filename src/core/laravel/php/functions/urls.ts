import type { Value } from '../../value';
import { ArrayBuilder, fromData, known } from '../values';
import { type PureFunctions, integerAt, scalarAt, textAt } from './pure';

// parse_url(), json_decode() and the functions of paths.

/** In the order of PHP's constants: PHP_URL_SCHEME is 0. */
const components = ['scheme', 'host', 'port', 'user', 'pass', 'path', 'query', 'fragment'] as const;
type Component = (typeof components)[number];

/**
 * The parts of a URL as parse_url() gives them. Only forms that it cuts without special cases: with a scheme and "//",
 * or a plain path; undefined for the rest.
 */
function parseUrl(url: string): Partial<Record<Component, string | number>> | false | undefined {
  const match =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(\/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      url,
    );
  if (match === null) {
    return /^[^:?#/]*$/.test(url) || /^\/(?!\/)[^:?#]*$/.test(url) ? { path: url } : undefined;
  }
  const [, scheme = '', user, pass, host = '', port, path, query, fragment] = match;
  if (host === '') return scheme.toLowerCase() === 'file' ? undefined : false;
  if (port !== undefined && Number(port) > 65535) return false;
  const result: Partial<Record<Component, string | number>> = { scheme, host };
  if (port !== undefined && port !== '') result.port = Number(port);
  if (user !== undefined) result.user = user;
  if (pass !== undefined) result.pass = pass;
  if (path !== undefined) result.path = path;
  if (query !== undefined) result.query = query;
  if (fragment !== undefined) result.fragment = fragment;
  return result;
}

function parse(args: readonly Value[]): Value | undefined {
  const url = textAt(args, 0);
  const component = integerAt(args, 1, -1);
  const parts = url === undefined ? undefined : parseUrl(url);
  if (parts === undefined || component === undefined) return undefined;
  if (parts === false) return known(false);
  if (component >= 0) {
    const name = components[component];
    return name === undefined ? undefined : known(parts[name] ?? null);
  }
  const result = new ArrayBuilder();
  for (const name of components) if (parts[name] !== undefined) result.set(name, known(parts[name]));
  return result.build();
}

function decodeJson(args: readonly Value[]): Value | undefined {
  const text = textAt(args, 0);
  if (text === undefined) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return known(null); // what json_decode() answers to text that is no JSON
  }
  if (losesNumbers(text)) return undefined;
  const asArrays = scalarAt(args, 1, false) === true;
  return typeof data === 'object' && data !== null && !Array.isArray(data) && !asArrays ? undefined : fromData(data);
}

/** Numbers that JavaScript reads as others than PHP: 2.0, 1e3 are floats there, and integers go up to 64 bits. */
function losesNumbers(json: string): boolean {
  const numbers = json.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
  return numbers.some((each) =>
    /[.eE]/.test(each) ? Number.isInteger(Number(each)) : !Number.isSafeInteger(Number(each)),
  );
}

function directory(args: readonly Value[]): Value | undefined {
  const path = textAt(args, 0);
  const levels = integerAt(args, 1, 1);
  if (path === undefined || levels === undefined || levels < 1) return undefined;
  let current = path;
  for (let level = 0; level < Math.min(levels, 100); level++) {
    const trimmed = current.replace(/(?<!\/)\/+$/, '');
    if (trimmed === '') return known(current === '' ? '' : '/');
    const at = trimmed.lastIndexOf('/');
    current = at === -1 ? '.' : trimmed.slice(0, at).replace(/(?<!\/)\/+$/, '') || '/';
  }
  return known(current);
}

function base(args: readonly Value[]): Value | undefined {
  const path = textAt(args, 0);
  const suffix = textAt(args, 1, '');
  if (path === undefined || suffix === undefined) return undefined;
  const trimmed = path.replace(/(?<!\/)\/+$/, '');
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  return known(suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name);
}

export const urlFunctions: PureFunctions = {
  parse_url: parse,
  json_decode: decodeJson,
  dirname: directory,
  basename: base,
};
