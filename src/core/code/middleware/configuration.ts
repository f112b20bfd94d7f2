import type { MiddlewareEntry, MiddlewareGroup } from './middleware';
import { type FrameworkMiddleware, statefulRequests, trustHosts } from './frameworkMiddleware';
import type { Location } from '../../finding';

/** A list of middleware, and whether that is all of it. */
export interface Entries {
  readonly entries: readonly MiddlewareEntry[];
  readonly complete: boolean;
}

interface Changes {
  replaced: Map<string, MiddlewareEntry>;
  removed: string[];
  prepended: MiddlewareEntry[];
  appended: MiddlewareEntry[];
  complete: boolean;
  /** Where the first of them is written. */
  location?: Location;
}

/** Illuminate\Foundation\Configuration\Middleware: what its methods remember until the kernel asks. */
export class MiddlewareConfiguration {
  global: (Entries & { readonly location: Location }) | undefined;
  readonly groups = new Map<string, Entries & { readonly location: Location }>();
  aliases = new Map<string, string>();
  trustsHosts: Location | undefined;
  stateful: Location | undefined;
  apiLimiter: MiddlewareEntry | undefined;
  withRedis = false;
  authenticatesSessions: Location | undefined;
  readonly globalChanges: Changes = noChanges();
  private readonly groupChanges = new Map<string, Changes>();

  changesOf(group: string, location: Location): Changes {
    const changes = this.groupChanges.get(group) ?? noChanges();
    changes.location ??= location;
    this.groupChanges.set(group, changes);
    return changes;
  }

  /** getGlobalMiddleware() */
  globalGroup(framework: FrameworkMiddleware): MiddlewareGroup {
    const own = this.global === undefined || this.global.entries.length === 0 ? undefined : this.global;
    const entries = own?.entries ?? framework.global.map((written) => ({ written }));
    // trustHosts() puts its middleware in front of TrustProxies.
    const hosts =
      this.trustsHosts === undefined || own !== undefined ? [] : [{ written: trustHosts, location: this.trustsHosts }];
    const at = entries.findIndex(({ written }) => written.endsWith('\\TrustProxies'));
    const all = [...entries.slice(0, Math.max(0, at)), ...hosts, ...entries.slice(Math.max(0, at))];
    const { replaced, removed, prepended, appended, complete } = this.globalChanges;
    const changed = unique([...prepended, ...all.map((entry) => replaced.get(entry.written) ?? entry), ...appended]);
    return {
      entries: changed.filter(({ written }) => !removed.includes(written)),
      complete: complete && (own?.complete ?? true),
      ...(own === undefined ? {} : { location: own.location }),
    };
  }

  /** getMiddlewareGroups() */
  allGroups(framework: FrameworkMiddleware): Map<string, MiddlewareGroup> {
    const web = [
      ...framework.web.map((written) => ({ written })),
      ...(this.authenticatesSessions === undefined
        ? []
        : [{ written: 'auth.session', location: this.authenticatesSessions }]),
    ];
    const api = [
      ...(this.stateful === undefined ? [] : [{ written: statefulRequests, location: this.stateful }]),
      ...(this.apiLimiter === undefined ? [] : [this.apiLimiter]),
      ...framework.api.map((written) => ({ written })),
    ];
    const groups = new Map<string, MiddlewareGroup>([
      ['web', { entries: web, complete: true }],
      ['api', { entries: api, complete: true }],
      ...this.groups,
    ]);
    for (const [name, changes] of this.groupChanges) {
      const before = groups.get(name);
      const kept = (before?.entries ?? [])
        .map((entry) => changes.replaced.get(entry.written) ?? entry)
        .filter(({ written }) => !changes.removed.includes(written));
      const location = before?.location ?? changes.location;
      groups.set(name, {
        entries: unique([...changes.prepended, ...kept, ...changes.appended]),
        complete: changes.complete && (before?.complete ?? true),
        ...(location === undefined ? {} : { location }),
      });
    }
    return groups;
  }
}

function noChanges(): Changes {
  return { replaced: new Map(), removed: [], prepended: [], appended: [], complete: true };
}

function unique(entries: readonly MiddlewareEntry[]): MiddlewareEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ written }) => !seen.has(written) && seen.add(written));
}
