import type { SessionState } from './statement';
import { tokenize, type Token } from './sqlText';
import { isText } from './tokenReader';

/** What a dump's SETs add up to. */
export interface SessionTracker {
  /** @param text a SET statement, one character a byte */
  set(text: string): void;
  readonly state: SessionState;
  /** User variables of the form @OLD_… that hold what was found and were not given back since, in upper case. */
  readonly unrestored: readonly string[];
}

/** One assignment of a SET statement. */
export interface Assignment {
  /** `user`: @name; else a system variable. Names are in upper case. */
  readonly scope: 'user' | 'session' | 'global';
  readonly name: string;
  /** Undefined: an expression that is not followed. */
  readonly value?: AssignedValue;
}

export type AssignedValue =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'user' | 'system'; readonly name: string };

/** Reads `SET …`; undefined when it is none, or cannot be read with certainty. */
export function readSet(text: string): readonly Assignment[] | undefined {
  const tokens = tokenize(text)?.filter((token) => token.kind !== 'open' && token.kind !== 'close');
  if (tokens === undefined || !isText(tokens[0], 'SET')) return undefined;
  const assignments: Assignment[] = [];
  for (const part of splitAtCommas(tokens.slice(1))) {
    const read = names(part) ?? assignment(part);
    if (read === undefined) return undefined;
    assignments.push(...read);
  }
  return assignments;
}

function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isText(token, '(')) depth++;
    else if (isText(token, ')')) depth--;
    if (depth === 0 && isText(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** SET NAMES utf8mb4 COLLATE …, SET CHARACTER SET …. */
function names(part: readonly Token[]): readonly Assignment[] | undefined {
  const isNames = isText(part[0], 'NAMES');
  const isCharset = isText(part[0], 'CHARSET') || (isText(part[0], 'CHARACTER') && isText(part[1], 'SET'));
  const set = part[isNames || isText(part[0], 'CHARSET') ? 1 : 2];
  if ((!isNames && !isCharset) || set === undefined) return undefined;
  const literal = (token: Token): AssignedValue => ({
    kind: 'literal',
    text: token.kind === 'word' ? token.text.toLowerCase() : token.text,
  });
  const collation = isText(part[2], 'COLLATE') ? part[3] : undefined;
  return [
    { scope: 'session', name: 'CHARACTER_SET_CLIENT', value: literal(set) },
    { scope: 'session', name: 'CHARACTER_SET_RESULTS', value: literal(set) },
    {
      scope: 'session',
      name: 'COLLATION_CONNECTION',
      ...(collation === undefined ? {} : { value: literal(collation) }),
    },
  ];
}

function assignment(part: readonly Token[]): readonly Assignment[] | undefined {
  let at = 0;
  let scope: Assignment['scope'] = 'session';
  const word = (): string | undefined => {
    const token = part[at];
    if (token === undefined || token.kind === 'symbol' || token.kind === 'string') return undefined;
    at++;
    return token.text.toUpperCase();
  };
  if (isText(part[at], '@')) {
    at++;
    if (isText(part[at], '@')) at++;
    else scope = 'user';
  }
  let name = word();
  if (scope !== 'user' && name !== undefined && scopes.has(name)) {
    if (name === 'GLOBAL' || name.startsWith('PERSIST')) scope = 'global';
    if (isText(part[at], '.')) at++;
    name = word();
  }
  if (name === undefined) return undefined;
  if (isText(part[at], ':')) at++;
  if (!isText(part[at], '=')) return undefined;
  const value = valueOf(part.slice(at + 1));
  return [{ scope, name, ...(value === undefined ? {} : { value }) }];
}

const scopes: ReadonlySet<string> = new Set(['SESSION', 'LOCAL', 'GLOBAL', 'PERSIST', 'PERSIST_ONLY']);

function valueOf(tokens: readonly Token[]): AssignedValue | undefined {
  const [first, second, third, fourth, fifth] = tokens;
  if (first === undefined) return undefined;
  if (tokens.length === 1 && first.kind !== 'symbol')
    return { kind: 'literal', text: first.kind === 'word' ? first.text.toLowerCase() : first.text };
  if (!isText(first, '@') || second === undefined) return undefined;
  if (!isText(second, '@')) return tokens.length === 2 ? { kind: 'user', name: second.text.toUpperCase() } : undefined;
  if (third !== undefined && tokens.length === 3) return { kind: 'system', name: third.text };
  if (
    third !== undefined &&
    scopes.has(third.text) &&
    isText(fourth, '.') &&
    fifth !== undefined &&
    tokens.length === 5
  )
    return third.text === 'GLOBAL' ? undefined : { kind: 'system', name: fifth.text };
  return undefined;
}

/** Follows a dump's SETs from its beginning. */
export function createSessionTracker(): SessionTracker {
  const system = new Map<string, string | undefined>();
  const user = new Map<string, string | undefined>();
  const unrestored = new Set<string>();
  const get = (value: AssignedValue | undefined): string | undefined => {
    if (value?.kind === 'literal') return value.text;
    return value === undefined ? undefined : (value.kind === 'user' ? user : system).get(value.name);
  };
  let state: SessionState = {};
  return {
    set(text) {
      for (const { scope, name, value } of readSet(text) ?? []) {
        if (scope === 'user') {
          user.set(name, get(value));
          if (name.startsWith('OLD_') && value?.kind === 'system') unrestored.add(name);
        } else if (scope === 'session') {
          system.set(name, get(value));
          // SET NAMES without COLLATE: the character set's default, which the dump does not name.
          if (value?.kind === 'user') unrestored.delete(value.name);
        }
      }
      state = stateOf(system);
    },
    get state() {
      return state;
    },
    get unrestored() {
      return [...unrestored];
    },
  };
}

function stateOf(system: ReadonlyMap<string, string | undefined>): SessionState {
  const characterSetClient = system.get('CHARACTER_SET_CLIENT');
  const collationConnection = system.get('COLLATION_CONNECTION');
  const sqlMode = system.get('SQL_MODE');
  const timeZone = system.get('TIME_ZONE');
  return {
    ...(characterSetClient === undefined ? {} : { characterSetClient }),
    ...(collationConnection === undefined ? {} : { collationConnection }),
    ...(sqlMode === undefined ? {} : { sqlMode }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}
