import { momentText } from '../../base/clock';
import { formatBytes } from '../../base/format';
import type { TreeNode } from '../../tree';
import type { SecuritySource } from '../sources/securitySource';

/** A source and what was seen of its newest file; undefined for tables and for what was not looked for. */
export interface SeenSource {
  readonly source: SecuritySource;
  /** Undefined: nothing is there yet, or it cannot be read. */
  readonly newest?: { readonly file: string; readonly bytes: number; readonly changed: Date };
  /** Why it cannot be read. */
  readonly trouble?: string;
}

/** The group "Log Sources": where events are read from. */
export function sourceGroup(sources: readonly SeenSource[], root: string, now: Date): TreeNode {
  return {
    id: 'sources',
    label: 'Log Sources',
    description: String(sources.length),
    children: sources.map((seen) => {
      const { source, newest, trouble } = seen;
      const { id, title, what, kind } = source;
      return {
        id: `source:${id}`,
        label: title,
        description: `${what}${seenText(seen, now)}`,
        tooltip: [
          what,
          ...(newest === undefined ? [] : [newest.file]),
          ...(trouble === undefined ? [] : [trouble]),
        ].join('\n'),
        icon: { id: trouble !== undefined ? 'warning' : kind === 'table' ? 'table' : 'output' },
        ...(kind === 'table'
          ? {}
          : {
              abilities: ['canShowInStream' as const],
              opens: { kind: 'log' as const, source: title },
              subject: { kind: 'log' as const, root, source: title },
            }),
      };
    }),
  };
}

function seenText({ source, newest, trouble }: SeenSource, now: Date): string {
  if (trouble !== undefined) return ' · cannot be read';
  if (newest !== undefined) return ` · ${formatBytes(newest.bytes)} · ${momentText(newest.changed, now)}`;
  // A table is not looked at, nor are the files that one pattern names.
  return source.kind === 'table' || source.path === undefined ? '' : ' · nothing yet';
}
