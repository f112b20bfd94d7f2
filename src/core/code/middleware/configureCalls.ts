import type { Location } from '../../finding';
import type { Arguments } from '../routes/arguments';
import { type RunValue, certainText, certainTexts, entryOf, truthOf } from '../routes/values';
import type { MiddlewareConfiguration } from './configuration';
import { entriesOf } from './writtenMiddleware';

/** What one call on withMiddleware's `$middleware` changes. Returns false when that is not certain. */
export function configure(method: string, args: Arguments, location: Location, to: MiddlewareConfiguration): boolean {
  switch (method) {
    case 'append':
    case 'prepend':
    case 'remove':
      return change(to.globalChanges, method, args.at(0, 'middleware'));
    case 'replace':
      return replace(to.globalChanges, args.at(0, 'search'), args.at(1, 'replace'));
    case 'use':
      to.global = { ...entriesOf(args.at(0, 'middleware')), location };
      return to.global.complete;
    case 'group': {
      const name = certainText(args.at(0, 'group'));
      const entries = entriesOf(args.at(1, 'middleware'));
      if (name !== undefined) to.groups.set(name, { ...entries, location });
      return name !== undefined;
    }
    case 'appendToGroup':
    case 'prependToGroup':
    case 'removeFromGroup': {
      const name = certainText(args.at(0, 'group'));
      if (name === undefined) return false;
      change(to.changesOf(name, location), method.replace(/(?:To|From)Group$/, ''), args.at(1, 'middleware'));
      return true;
    }
    case 'replaceInGroup': {
      const name = certainText(args.at(0, 'group'));
      return name !== undefined && replace(to.changesOf(name, location), args.at(1, 'search'), args.at(2, 'replace'));
    }
    case 'web':
    case 'api':
      return modify(method, args, location, to);
    case 'alias': {
      const list = args.at(0, 'aliases');
      if (list?.kind !== 'list') return false;
      // The last call counts alone.
      to.aliases = new Map();
      for (const { key, value } of list.entries) {
        const className = certainText(value);
        if (className !== undefined) to.aliases.set(String(key), className.replace(/^\\/, ''));
      }
      return list.complete;
    }
    case 'throttleApi': {
      const limiter = args.at(0, 'limiter');
      const text = limiter === undefined ? 'api' : certainText(limiter);
      to.apiLimiter = { written: text === undefined ? 'throttle' : `throttle:${text}`, location };
      if (truthOf(args.at(1, 'redis') ?? { kind: 'scalar', value: false, location }) !== false) to.withRedis = true;
      if (text === undefined) to.changesOf('api', location).complete = false;
      return true;
    }
    case 'throttleWithRedis':
      to.withRedis = true;
      return true;
    case 'statefulApi':
      to.stateful = location;
      return true;
    case 'trustHosts':
      to.trustsHosts = location;
      return true;
    case 'authenticateSessions':
      to.authenticatesSessions = location;
      return true;
    default:
      return settings.has(method);
  }
}

/** Methods that set up a middleware and attach none. */
const settings: ReadonlySet<string> = new Set([
  'appendToPriorityList',
  'convertEmptyStringsToNull',
  'encryptCookies',
  'pages',
  'prependToPriorityList',
  'preventRequestForgery',
  'preventRequestsDuringMaintenance',
  'priority',
  'redirectGuestsTo',
  'redirectTo',
  'redirectUsersTo',
  'trimStrings',
  'trustProxies',
  'validateCsrfTokens',
  'validateSignatures',
]);

function modify(group: string, args: Arguments, location: Location, to: MiddlewareConfiguration): boolean {
  const changes = to.changesOf(group, location);
  for (const [index, name] of ['append', 'prepend', 'remove'].entries()) {
    const value = args.at(index, name);
    if (value !== undefined) change(changes, name, value);
  }
  const replacements = args.at(3, 'replace');
  if (replacements === undefined) return true;
  if (replacements.kind !== 'list' || !replacements.complete) {
    changes.complete = false;
    return true;
  }
  for (const { key } of replacements.entries) {
    const search: RunValue = { kind: 'text', parts: [String(key)], location };
    replace(changes, search, entryOf(replacements, key));
  }
  return true;
}

type Changes = MiddlewareConfiguration['globalChanges'];

function change(changes: Changes, how: string, value: RunValue | undefined): boolean {
  const { entries, complete } = entriesOf(value);
  if (!complete) changes.complete = false;
  if (how === 'append') changes.appended.push(...entries);
  else if (how === 'prepend') changes.prepended.unshift(...entries);
  else changes.removed.push(...entries.map(({ written }) => written));
  return complete;
}

function replace(changes: Changes, search: RunValue | undefined, by: RunValue | undefined): boolean {
  const [names, { entries, complete }] = [certainTexts(search), entriesOf(by)];
  const [name, entry] = [names?.[0], entries[0]];
  if (name === undefined || entry === undefined || !complete) {
    changes.complete = false;
    return false;
  }
  changes.replaced.set(name.replace(/^\\/, ''), entry);
  return true;
}
