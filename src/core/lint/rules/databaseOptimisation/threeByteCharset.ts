import type { Fix } from '../../../finding';
import { asString, type KnownValue } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { readHere, type WrittenValue } from '../../written';
import { defaultConnectionOf, evaluations, isMysql, writtenIn } from './connections';

/** DBO006: the default connection talks to MySQL in three-byte utf8. */
export const threeByteCharset: Rule = {
  code: 'DBO006',
  slug: 'three-byte-charset',
  area: 'databaseOptimisation',
  severity: 'information',
  title: 'Character set without emoji',
  *check(context) {
    for (const evaluated of evaluations(context)) {
      const connection = defaultConnectionOf(evaluated.project);
      if (connection === undefined || !isMysql(connection)) continue;
      const written = writtenIn(evaluated, `${connection.path}.charset`);
      if (written === undefined || !/^utf8(?:mb3)?$/i.test(asString(written.value) ?? '')) continue;
      const collation = writtenIn(evaluated, `${connection.path}.collation`);
      const effective = evaluated.project.config.get(`${connection.path}.collation`);
      const isSet = effective.kind !== 'absent' && !(effective.kind === 'known' && effective.value === null);
      const fix = isSet && collation === undefined ? undefined : fixOf(written, collation);
      yield {
        rule: 'DBO006',
        severity: 'information',
        message: `In MySQL and MariaDB \`${asString(written.value)}\` holds characters of at most three bytes: emoji and some Chinese characters are refused, or cut off with everything behind them.`,
        location: written.location,
        related: readHere(context, written),
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
};

/** Both, or the server refuses the pair. Tables that exist keep what they have. */
function fixOf(charset: WrittenValue, collation: WrittenValue | undefined): Fix | undefined {
  const edits = new Map<string, { range: { start: number; end: number }; newText: string }[]>();
  const replace = ({ location, origin }: WrittenValue, value: string): void => {
    const newText = origin.source === 'env' ? value : `'${value}'`;
    edits.set(location.file, [...(edits.get(location.file) ?? []), { range: location.range, newText }]);
  };
  replace(charset, 'utf8mb4');
  if (collation !== undefined) {
    const other = fourByteCollation(collation.value);
    if (other === undefined) return undefined;
    replace(collation, other);
  }
  return {
    title: 'Use utf8mb4 (tables that exist are converted by a migration)',
    preferred: false,
    edits: [...edits].map(([file, changes]) => ({ file, edits: changes })),
  };
}

function fourByteCollation(value: KnownValue): string | undefined {
  const [, rest] = /^utf8(?:mb3)?_(\w+)$/i.exec(asString(value) ?? '') ?? [];
  // Collations of three bytes whose name exists with four.
  return rest !== undefined && /^(?:unicode_ci|general_ci|bin|unicode_520_ci)$/i.test(rest)
    ? `utf8mb4_${rest}`
    : undefined;
}
