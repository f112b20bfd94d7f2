import { at, asString, type ArrayValue, type Value } from '../../../laravel/value';

/** Hosts that one half (`read` or `write`) of a connection may use. */
export interface Half {
  readonly hosts: ReadonlySet<string>;
  /** Every host is written down: none is the default of a variable that a server may set. */
  readonly written: boolean;
}

/**
 * The hosts of `read` or `write` as Illuminate\Database\Connectors\ConnectionFactory merges them over the connection: an
 * array of settings, or a list of those of which one is picked. Undefined when a host is not certain.
 */
export function hostsOf(connection: ArrayValue, half: 'read' | 'write'): Half | undefined {
  const own = at(connection, half);
  if (own.kind !== 'array') return undefined;
  const lists = own.entries.has('0') ? [...own.entries.values()].map(({ value }) => value) : [own];
  const hosts = new Set<string>();
  let written = true;
  for (const each of lists) {
    if (each.kind !== 'array' || each.entries.has('url')) return undefined;
    const host = at(each, 'host').kind === 'absent' ? at(connection, 'host') : at(each, 'host');
    const values: readonly Value[] =
      host.kind === 'array' ? [...host.entries.values()].map(({ value }) => value) : [host];
    for (const value of values) {
      const name = asString(value);
      if (name === undefined || name === '' || value.kind !== 'known') return undefined;
      if (value.origins.some(({ source }) => source === 'default')) written = false;
      hosts.add(name);
    }
  }
  return hosts.size === 0 ? undefined : { hosts, written };
}
