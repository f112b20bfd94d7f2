import type { DumpStatement } from '../dump/statement';
import { batched, type BatchedHasher } from './batchedHasher';
import type { VerifiedDump, VerifiedTable } from './report';
import type { Hasher } from './verifyDump';

/** Counts and hashes what statements bring. */
export interface Contents {
  add(statement: DumpStatement): void;
  /** Call once. */
  found(): Pick<VerifiedDump, 'tables' | 'views' | 'triggers' | 'routines' | 'events' | 'sequences'>;
  /** Table that statements are about now. */
  readonly current: string | undefined;
  readonly problems: readonly string[];
}

interface Table {
  readonly name: string;
  readonly hasher: BatchedHasher;
  rows: number;
  /** False: rows without a definition (a dump made with --no-create-info). */
  defined: boolean;
}

const comma = Uint8Array.of(44);
const lineFeed = Uint8Array.of(10);

export function createContents(hasher: () => Hasher): Contents {
  const tables = new Map<string, Table>();
  const names = { views: new Set<string>(), events: new Set<string>(), sequences: new Set<string>() };
  const problems: string[] = [];
  let triggers = 0;
  let routines = 0;
  let current: Table | undefined;

  function table({ schema, name = '' }: DumpStatement): Table {
    const key = schema === undefined ? name : `${schema}.${name}`;
    if (current?.name === key) return current;
    current?.hasher.flush();
    current = tables.get(key) ?? { name: key, hasher: batched(hasher()), rows: 0, defined: false };
    tables.set(key, current);
    return current;
  }

  function define(statement: DumpStatement): void {
    const found = table(statement);
    if (found.defined) problems.push(`the table ${found.name} is defined twice`);
    found.defined = true;
    found.hasher.update(statement.bytes);
    found.hasher.update(lineFeed);
  }

  function fill(statement: DumpStatement): void {
    const found = table(statement);
    if (found.rows > 0) found.hasher.update(comma);
    found.hasher.update(statement.bytes.subarray(statement.rowsAt ?? 0));
    found.rows += statement.rows ?? 0;
  }

  return {
    add(statement) {
      const { kind, name = '' } = statement;
      if (statement.standIn === true) return;
      if (kind === 'insert') fill(statement);
      else if (kind === 'createTable') define(statement);
      else if (kind === 'createView') names.views.add(name);
      else if (kind === 'createEvent') names.events.add(name);
      else if (kind === 'createSequence') names.sequences.add(name);
      else if (kind === 'createTrigger') triggers++;
      else if (kind === 'createRoutine') routines++;
    },
    found: () => ({
      tables: [...tables.values()].map(
        ({ name, rows, hasher: own }): VerifiedTable => ({ name, rows, sha256: own.digest() }),
      ),
      views: names.views.size,
      triggers,
      routines,
      events: names.events.size,
      ...(names.sequences.size === 0 ? {} : { sequences: names.sequences.size }),
    }),
    get current() {
      return current?.name;
    },
    get problems() {
      return problems;
    },
  };
}
