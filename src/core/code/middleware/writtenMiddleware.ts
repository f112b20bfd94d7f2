import type { Location } from '../../finding';
import { attached } from '../routes/attributes';
import type { RunValue } from '../routes/values';
import type { Entries } from './configuration';
import type { MiddlewareEntry } from './middleware';

/** The middleware that a value names. A parameter that is not certain is left out, and the list is not complete then. */
export function entriesOf(value: RunValue | undefined): Entries {
  const { found, complete } = attached(value, 'group');
  return { complete, entries: found.map((each) => entryOf(each)) };
}

function entryOf({
  parts,
  location,
}: {
  readonly parts: readonly (string | undefined)[];
  readonly location: Location;
}): MiddlewareEntry {
  const cut = parts.indexOf(undefined);
  const written =
    cut === -1
      ? parts.join('')
      : parts
          .slice(0, cut)
          .join('')
          .replace(/[:,].*$/, '');
  return { written: written.replace(/^\\/, ''), location };
}
