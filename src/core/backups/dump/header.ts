import type { DumpEnd, DumpStatement } from './statement';
import { decodeText, toBinaryText } from './sqlText';

/** What a dump says about where it comes from. */
export interface Header {
  /** @param text a comment or a line of a program, or a part of one; answers the line when a program wrote it */
  comment(text: Uint8Array): string | undefined;
  statement(statement: DumpStatement): void;
  readonly found: Pick<DumpEnd, 'server' | 'database' | 'databases'>;
}

/** Comments that are read. The header has about 300 bytes. */
const most = 4096;

/**
 * Reads the comments that mysqldump (write_header in mysqldump.cc: "-- Host: …    Database: …", "-- Server version\t…") and
 * phpMyAdmin ("-- Server version: …", "-- Database: `…`") begin with.
 */
export function createHeader(): Header {
  let comments = '';
  const databases = new Set<string>();
  return {
    comment(bytes) {
      const text = toBinaryText(bytes.subarray(0, most));
      if (/^(?:mysqldump|mariadb-dump|mysqlpump|mydumper|Warning|mysqldump\.exe): |^In order to ensure /.test(text))
        return text.trim();
      if (comments.length < most) comments += text;
      return undefined;
    },
    statement({ kind, name, schema }) {
      const database = kind === 'use' || kind === 'createDatabase' ? name : schema;
      if (database !== undefined) databases.add(database);
    },
    get found() {
      const server = serverOf(comments);
      const database = databaseOf(comments);
      return {
        databases: [...databases],
        ...(server === undefined ? {} : { server }),
        ...(database === undefined ? {} : { database }),
      };
    },
  };
}

function serverOf(comments: string): string | undefined {
  const version = /Server version:?\s+([\w.+:~-]+)/.exec(comments)?.[1];
  const dumped = /(MariaDB|MySQL) dump [\d.]+\s+Distrib ([\w.+:~-]+)/.exec(comments);
  const known = version ?? dumped?.[2];
  if (known === undefined) return undefined;
  return `${/mariadb/i.test(known) || dumped?.[1] === 'MariaDB' ? 'MariaDB' : 'MySQL'} ${known}`;
}

function databaseOf(comments: string): string | undefined {
  const found =
    /Host: .*? {4}Database: (.+)/.exec(comments)?.[1] ??
    /^ ?Database: `((?:[^`]|``)+)`/m.exec(comments)?.[1]?.replaceAll('``', '`');
  const name = found?.trim();
  if (name === undefined || name === '') return undefined;
  return decodeText(Uint8Array.from(name, (character) => character.charCodeAt(0))) ?? name;
}
