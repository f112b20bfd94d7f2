import type { Code } from '../../code/collector';
import type { Catalog } from '../catalog/table';
import type { StatementDigest, StatementLocation } from '../digest';
import type { CallSite } from './callSite';

const recorders: Readonly<Record<StatementLocation['by'], string>> = {
  comment: 'named in a comment of the statement',
  pulse: 'recorded by Laravel Pulse',
  telescope: 'recorded by Laravel Telescope',
};

/** Places of the application that may send a statement, the most certain first. */
export function findCallSites(
  _code: Code,
  statement: Pick<StatementDigest, 'text' | 'locations'>,
  _catalog: Catalog,
): readonly CallSite[] {
  return (statement.locations ?? []).map(({ file, line, by, calls }) => ({
    file,
    line,
    range: { start: 0, end: 0 },
    confidence: 'certain',
    why: `${recorders[by]}${calls === undefined ? '' : `, ${calls} calls`}`,
  }));
}
