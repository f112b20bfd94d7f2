import type { Remedy } from '../core/assessment/area';
import { OpsError } from '../core/base/errors';
import type { TextRange } from '../core/base/text';
import type { Fix, Location } from '../core/finding';

/** What the editor does for pages that mend something. */
export interface RemedyActions {
  runCommand(command: string): Promise<void>;
  openLocation(file: string, range: TextRange): Promise<void>;
  /** Shows the edits for review, and makes those that are confirmed. `textOf` gives the files as the edits know them. */
  applyFix(fix: Fix, textOf: (file: string) => string | undefined): Promise<void>;
  /** Puts a command line on the clipboard and says so. */
  copy(text: string): Promise<void>;
}

/**
 * What one snapshot of a page offers: places and remedies by the ids that the page was given. Ids are of one snapshot,
 * so that an old page reaches nothing new.
 */
export class Offers {
  private readonly places = new Map<string, Location>();
  private readonly remedies = new Map<string, Remedy>();

  /** @param textOf the files that the snapshot was made from */
  constructor(private readonly textOf: (file: string) => string | undefined = () => undefined) {}

  place(location: Location): string {
    const id = `place:${this.places.size}`;
    this.places.set(id, location);
    return id;
  }

  remedy(remedy: Remedy): string {
    const id = `remedy:${this.remedies.size}`;
    this.remedies.set(id, remedy);
    return id;
  }

  /** Whether an id names a remedy, of this snapshot or another. */
  static isRemedy(id: string): boolean {
    return id.startsWith('remedy:');
  }

  /** @throws OpsError `notOffered` for an id that this snapshot did not give */
  async open(id: string, actions: RemedyActions): Promise<void> {
    const place = this.places.get(id);
    if (place === undefined) throw notOffered();
    await actions.openLocation(place.file, place.range);
  }

  /** @throws OpsError `notOffered` for an id that this snapshot did not give */
  async mend(id: string, actions: RemedyActions): Promise<void> {
    const remedy = this.remedies.get(id);
    if (remedy === undefined) throw notOffered();
    if (remedy.fix !== undefined) await actions.applyFix(remedy.fix, this.textOf);
    else if (remedy.command !== undefined) await actions.runCommand(remedy.command);
    else if (remedy.copies !== undefined) await actions.copy(remedy.copies);
    else if (remedy.location !== undefined) await actions.openLocation(remedy.location.file, remedy.location.range);
  }
}

/** What a remedy's button does; undefined for words alone, which have no button. */
export function doesWhat({ fix, command, copies, location }: Remedy): 'fix' | 'command' | 'copy' | 'open' | undefined {
  if (fix !== undefined) return 'fix';
  if (command !== undefined) return 'command';
  if (copies !== undefined) return 'copy';
  return location === undefined ? undefined : 'open';
}

function notOffered(): OpsError {
  return new OpsError('notOffered', 'This page no longer offers that.', { next: 'Refresh it and try again.' });
}
