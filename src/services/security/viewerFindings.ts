import { formatCount } from '../../core/base/format';
import { OpsError } from '../../core/base/errors';
import type { Finding } from '../../core/security/findings/finding';
import type { Mute } from '../../core/security/findings/mute';
import type { StreamEntry } from '../../core/security/stream/entry';
import { createFindingIndex } from '../../core/security/stream/findingIndex';
import type { Host } from '../host';
import type { SecurityLogActions } from './actions';
import type { Following } from './following';
import { mute, mutesOf, unmute, unmuteFinding } from './mutes';

/** What was found in the logs that a viewer looks at, and what of it is muted. */
export interface ViewerFindings {
  all(): readonly Finding[];
  mutes(): readonly Mute[];
  /** Says that a flood had more events than could be looked at; undefined when all were. */
  missed(): string | undefined;
  /** Asks how long, and mutes. @throws OpsError `gone` */
  mute(id: string): Promise<void>;
  /** Mutes the gravest finding of an event. @throws OpsError `noFinding` */
  muteEvent(entry: StreamEntry): Promise<void>;
  /** @param id all of them without one */
  unmute(id?: string): void;
}

/** @param following the logs that are looked at now */
export function createViewerFindings(
  host: Host,
  actions: SecurityLogActions,
  following: () => Following | undefined,
  onChange: () => void,
): ViewerFindings {
  function all(): readonly Finding[] {
    const feeds = following()?.feeds ?? [];
    // The same array while it is the same: marks of rows are kept by it.
    return feeds.length === 1 ? (feeds[0]?.findings() ?? []) : feeds.flatMap((feed) => feed.findings());
  }

  async function muteFinding(id: string): Promise<void> {
    const finding = all().find((each) => each.id === id);
    const root = following()?.app.root;
    if (finding === undefined || root === undefined || actions.askMute === undefined)
      throw new OpsError('gone', 'That finding is not there any more.');
    const milliseconds = await actions.askMute(host.redactor.redact(finding.title));
    if (milliseconds === undefined) return;
    mute(host, root, finding, milliseconds);
    onChange();
  }

  return {
    all,
    mutes() {
      const now = following();
      return now === undefined ? [] : mutesOf(host, now.app.root);
    },
    missed() {
      const count = following()?.feeds.reduce((sum, feed) => sum + feed.missed, 0) ?? 0;
      return count === 0
        ? undefined
        : `Too many events at once: ${formatCount(count)} were not looked at for findings.`;
    },
    mute: muteFinding,
    async muteEvent(entry) {
      const [finding] = createFindingIndex(all()).of(entry);
      if (finding === undefined)
        throw new OpsError('noFinding', 'That event belongs to no finding: there is nothing to mute.');
      await muteFinding(finding.id);
    },
    unmute(id) {
      const root = following()?.app.root;
      const finding = all().find((each) => each.id === id);
      if (root !== undefined && id === undefined) unmute(host, root);
      else if (root !== undefined && finding !== undefined) unmuteFinding(host, root, finding);
      onChange();
    },
  };
}
