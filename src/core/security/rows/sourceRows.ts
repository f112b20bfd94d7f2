import { momentText } from '../../base/clock';
import { formatBytes } from '../../base/format';
import type { TreeNode } from '../../tree';
import type { SecuritySource } from '../sources/securitySource';

/** A source and what was seen of its newest file; undefined for tables and for what was not looked for. */
export interface SeenSource {
  readonly source: SecuritySource;
  /** Undefined: nothing is there yet. */
  readonly newest?: { readonly file: string; readonly bytes: number; readonly changed: Date };
}

/** The group "Log Sources": where events are read from. */
export function sourceGroup(sources: readonly SeenSource[], root: string, now: Date): TreeNode {
  return {
    id: 'sources',
    label: 'Log Sources',
    description: String(sources.length),
    children: sources.map(({ source, newest }) => {
      const { id, title, what, kind } = source;
      const seen =
        newest === undefined
          ? kind === 'table'
            ? ''
            : ' · nothing yet'
          : ` · ${formatBytes(newest.bytes)} · ${momentText(newest.changed, now)}`;
      return {
        id: `source:${id}`,
        label: title,
        description: `${what}${seen}`,
        tooltip: [what, ...(newest === undefined ? [] : [newest.file])].join('\n'),
        icon: { id: kind === 'table' ? 'table' : 'output' },
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
