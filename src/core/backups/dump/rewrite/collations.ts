import { isText } from '../tokenReader';
import type { Edit, ReadStatement } from './edits';

/** Collations of a statement that the server does not know. */
export interface CollationEdits {
  readonly edits: readonly (Edit & { readonly unknown: string })[];
  /** Names for which the server has nothing near. */
  readonly lost: readonly string[];
}

/**
 * Finds a collation that orders alike. Collation names: MySQL 8.4 Reference Manual 12.10.1 (utf8mb4_0900_ai_ci: Unicode
 * 9.0, accent and case insensitive, NO PAD), MariaDB "Supported Character Sets and Collations" (uca1400, since 10.10).
 *
 * @returns undefined when nothing near is known
 */
export function nearestCollation(name: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(name)) return name;
  return candidates(name).find((candidate) => known.has(candidate));
}

function candidates(name: string): readonly string[] {
  const [, written = '', rest = ''] = /^([a-z0-9]+?)_(.+)$/.exec(name) ?? [];
  const charset = written === 'uca1400' ? 'utf8mb4' : written;
  const sets = charset === 'utf8mb3' ? ['utf8mb3', 'utf8'] : charset === 'utf8' ? ['utf8', 'utf8mb3'] : [charset];
  const same = sets.map((set) => `${set}_${rest}`);
  const modern = /0900|uca1400/.test(name);
  if (!modern) return [...same, ...sets.map((set) => `${set}_general_ci`)];
  if (name.endsWith('_bin'))
    return [...same, ...sets.flatMap((set) => [`${set}_nopad_bin`, `${set}_bin`, `${set}_0900_bin`])];
  const sensitivity = name.endsWith('_as_cs') ? 'as_cs' : name.endsWith('_as_ci') ? 'as_ci' : 'ai_ci';
  const newer = sets.flatMap((set) => [`${set}_uca1400_${sensitivity}`, `${set}_0900_${sensitivity}`]);
  const ignoresCase = sets.flatMap((set) => [`${set}_unicode_520_ci`, `${set}_unicode_ci`, `${set}_general_ci`]);
  const older = sensitivity === 'as_cs' ? sets.map((set) => `${set}_bin`) : ignoresCase;
  return [...same, ...newer, ...older];
}

/** Every collation of a statement that has to be written differently, and character sets that an older server calls utf8. */
export function collationEdits({ tokens }: ReadStatement, known: ReadonlySet<string>): CollationEdits {
  const edits: (Edit & { unknown: string })[] = [];
  const lost = new Set<string>();
  const oldNames = !known.has('utf8mb3_general_ci') && known.has('utf8_general_ci');
  for (const [index, token] of tokens.entries()) {
    const value = tokens[index + (isText(tokens[index + 1], '=') ? 2 : 1)];
    if (value === undefined || (value.kind !== 'word' && value.kind !== 'name' && value.kind !== 'string')) continue;
    const written = value.text.toLowerCase();
    const place = { start: value.start, end: value.end, unknown: written };
    if (isText(token, 'COLLATE')) {
      // Not the name of a collation: an expression that goes on, as in `a` COLLATE @x.
      if (!/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(written) || known.has(written)) continue;
      const nearest = nearestCollation(written, known);
      if (nearest === undefined) lost.add(written);
      else edits.push({ ...place, text: nearest });
    } else if (oldNames && written === 'utf8mb3' && (isText(token, 'CHARSET') || isText(token, 'SET')))
      edits.push({ ...place, text: 'utf8' });
  }
  return { edits, lost: [...lost] };
}
