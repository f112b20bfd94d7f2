import { formatBytes } from '../../base/format';
import {
  counted,
  fail,
  listed,
  pass,
  type PreflightInput,
  type PreflightJudge,
  unknown,
  verifiedDump,
  warn,
} from './preflightFacts';
import type { Rewriting } from '../dump/rewriting';

const notRead = 'Nobody has read this dump through yet.';
const verifyFirst = 'Verify it first: that reads every statement and changes nothing.';

/** The archive can be opened, and its sums hold. */
export const archive: PreflightJudge = {
  id: 'archive',
  title: 'Archive',
  judge({ source, report }) {
    if (source.problem !== undefined) return fail(source.problem, 'Choose another backup. Nothing was changed.');
    if (source.encrypted && !source.passwordKnown)
      return fail('The archive is encrypted, and its password is not known here.', 'Give the password.');
    if (report === undefined) return warn(`Nobody has verified ${source.fileName} yet.`, verifyFirst);
    if (source.sizeBytes !== undefined && source.sizeBytes !== report.sizeBytes)
      return fail(
        `The file has changed since it was verified: ${formatBytes(source.sizeBytes)} now, ${formatBytes(report.sizeBytes)} then.`,
        'Verify it again.',
      );
    if (report.problems.length > 0)
      return fail(
        report.problems.map((each) => each.replace(/[^.]$/, '$&.')).join(' '),
        'Choose another backup. Nothing was changed.',
      );
    return pass(
      `The sums of all ${counted(report.entries, 'entry').replace(/entrys$/, 'entries')} hold. SHA-256 ${report.sha256.slice(0, 12)}…`,
    );
  },
};

/** The dump decompresses to its last statement. */
export const wholeDump: PreflightJudge = {
  id: 'wholeDump',
  title: 'Whole dump',
  judge(input) {
    const dump = verifiedDump(input);
    if (dump === undefined) return unknown(notRead, verifyFirst);
    if (dump.problems.length > 0)
      return fail(
        `The dump is not whole: ${dump.problems.map((each) => each.replace(/\.$/, '')).join('; ')}.`,
        'Choose an older backup. Nothing was changed.',
      );
    const refused = input.fitted === true ? (dump.refusals ?? []) : [];
    if (refused.length > 0)
      return fail(
        `The dump is whole, and this server does not take all of it: ${listed(refused, 2)}.`,
        'Choose another backup, or another server. Nothing was changed.',
      );
    const rows = dump.tables.reduce((sum, table) => sum + table.rows, 0);
    return pass(
      `${formatBytes(dump.bytes)} decompress to the last statement: ${counted(dump.tables.length, 'table')}, ${counted(rows, 'row')}.`,
    );
  },
};

/** Every chosen table is in the dump. */
export const chosenTables: PreflightJudge = {
  id: 'chosenTables',
  title: 'Chosen tables',
  judge(input) {
    if (input.tables === undefined) return undefined;
    if (input.tables.length === 0) return fail('No table is chosen.', 'Choose at least one table.');
    const dump = verifiedDump(input);
    if (dump === undefined) return unknown(notRead, verifyFirst);
    const there = new Set(dump.tables.map(({ name }) => name));
    const missing = input.tables.filter((name) => !there.has(name));
    if (missing.length > 0)
      return fail(`The dump does not hold ${listed(missing)}.`, 'Take these tables out of the choice.');
    return pass(
      `The dump holds ${input.tables.length === 1 ? 'the chosen table' : `all ${counted(input.tables.length, 'chosen table')}`}.`,
    );
  },
};

/** What will be written differently here; undefined where nobody has worked that out. */
function rewritten(input: PreflightInput, kinds: readonly Rewriting['kind'][]): readonly Rewriting[] | undefined {
  if (input.fitted !== true) return undefined;
  return verifiedDump(input)?.rewritings.filter(({ kind }) => kinds.includes(kind));
}

const sum = (rewritings: readonly Rewriting[]): number => rewritings.reduce((total, { count }) => total + count, 0);

/** MariaDB's first line, which other clients stumble over (mariadb-dump 10.5.25, 10.6.18, 10.11.8, 11.4.2 and later). */
export const sandbox: PreflightJudge = {
  id: 'sandbox',
  title: 'Sandbox line',
  judge(input) {
    const found = rewritten(input, ['sandbox']);
    if (found === undefined) return pass('If the dump begins with MariaDB’s sandbox line, the restore leaves it out.');
    return pass(
      found.length === 0
        ? 'The dump has no sandbox line.'
        : 'The dump begins with MariaDB’s sandbox line. The restore understands it and leaves it out.',
    );
  },
};

/** Lines that only a replica's administrator may run. */
export const replicationLines: PreflightJudge = {
  id: 'replicationLines',
  title: 'GTID_PURGED and SQL_LOG_BIN',
  judge(input) {
    const found = rewritten(input, ['gtidPurged', 'sqlLogBin']);
    if (found === undefined)
      return pass('If the dump sets them, the restore leaves these lines out. They hold no data.');
    if (found.length === 0) return pass('The dump sets neither.');
    return pass(`The restore leaves out ${counted(sum(found), 'line')} about replication. They hold no data.`);
  },
};

/** Collations that the server does not know. */
export const collations: PreflightJudge = {
  id: 'collations',
  title: 'Character sets and collations',
  judge(input) {
    const changed = rewritten(input, ['collation']);
    const first = changed?.[0];
    if (changed !== undefined && first !== undefined) {
      const example =
        first.written === undefined ? '' : ` First: ${short(first.original)} becomes ${short(first.written)}.`;
      return warn(
        `This server lacks collations of the dump. The restore writes ${counted(sum(changed), 'definition')} differently.${example}`,
        'Sorting and comparing of text may differ. Read the rewritings below.',
      );
    }
    if (changed !== undefined) return pass('The server knows every collation of the dump.');
    const named = input.traits?.collations ?? collationsOfLive(input);
    const known = input.facts.collations;
    if ('unknown' in known) return unknown(known.unknown);
    const missing = named.filter((name) => !known.value.has(name.toLowerCase()));
    if (missing.length > 0)
      return warn(
        `The server does not know ${listed(missing)}.`,
        'The restore puts the nearest collation in its place.',
      );
    if (input.traits?.collations !== undefined) return pass('The server knows every collation of the dump.');
    return unknown(
      'Which collations the dump names is not known.',
      'Where the server lacks one, the restore puts the nearest in its place and tells you.',
    );
  },
};

/** The database's own default, which most tables have. */
function collationsOfLive({ live }: PreflightInput): readonly string[] {
  return 'value' in live ? [live.value.collation] : [];
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `“${line.length <= 60 ? line : `${line.slice(0, 57)}…`}”`;
}
