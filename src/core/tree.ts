import type { TextRange } from './base/text';

/**
 * What a node can do; becomes `contextValue` (joined with "." in this order) and is what menus ask for.
 * `test/unit/manifest.test.ts` keeps the manifest and this list together.
 */
export const abilities = [
  'canReveal',
  'canCopyPath',
  'canExplain',
  'canCopyStatement',
  'canKill',
  'canExplainConnection',
  'canFindInCode',
  'canMute',
  'canOpenIndex',
  'canProve',
  'canTryInvisible',
  'canMigrate',
  'canDismiss',
  'canMend',
  'canPartition',
  'canUse',
  'canUnlock',
  'canTest',
  'canSetPassword',
  'canOpenReport',
  'canAccept',
  'canRestore',
  'canVerify',
  'canInspect',
  'canDelete',
  'canShowInStream',
  'canMuteFinding',
  'canCopyFail2ban',
  'canRecordEvents',
  'canAddThrottle',
  'canProveLimit',
] as const;
export type Ability = (typeof abilities)[number];

/** A codicon and, where it says something, a theme colour. Status is never told by colour alone. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

/** One row of a tree view, built in core, drawn by the editor floor. */
export interface TreeNode {
  /** Stable across refreshes, unique in its view. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Plain text, one fact a line. */
  readonly tooltip?: string;
  readonly icon?: Icon;
  readonly abilities?: readonly Ability[];
  readonly children?: readonly TreeNode[];
  readonly expanded?: boolean;
  /** What a screen reader says in place of label and description. */
  readonly spoken?: string;
  /** Opens on click: a place in a file, or the panel of what the node stands for. */
  readonly opens?:
    | { readonly kind: 'file'; readonly file: string; readonly range?: TextRange }
    | { readonly kind: 'statement'; readonly digest: string }
    | { readonly kind: 'index'; readonly id: string }
    | {
        readonly kind: 'command';
        readonly command:
          | 'laravelOps.database.findIndexes'
          | 'laravelOps.database.dropScratch'
          | 'laravelOps.security.recordEvents';
      }
    | { readonly kind: 'finding'; readonly id: string }
    | { readonly kind: 'log'; readonly source: string };
  /** What commands on this node need to know; resolved again by the host, never trusted to be current. */
  readonly subject?: Subject;
}

export type Subject =
  | { readonly kind: 'app'; readonly root: string }
  | { readonly kind: 'environment'; readonly root: string; readonly environment: string }
  | { readonly kind: 'area'; readonly root: string; readonly area: string }
  | { readonly kind: 'check'; readonly root: string; readonly check: string }
  | { readonly kind: 'backup'; readonly root: string; readonly path: string }
  | { readonly kind: 'statement'; readonly root: string; readonly digest: string }
  | { readonly kind: 'index'; readonly root: string; readonly id: string }
  | { readonly kind: 'finding'; readonly root: string; readonly id: string }
  | { readonly kind: 'log'; readonly root: string; readonly source: string }
  | { readonly kind: 'route'; readonly root: string; readonly id: string }
  | { readonly kind: 'health'; readonly root: string; readonly id: string }
  | { readonly kind: 'connection'; readonly root: string; readonly connectionId: number };

/** What a view shows: rows, and a line above them where something has to be said. */
export interface ViewModel {
  readonly nodes: readonly TreeNode[];
  /** Errors, missing privileges, empty-but-healthy, staleness. */
  readonly message?: string;
  /** Beside the view's title: the environment in use. */
  readonly description?: string;
  readonly badge?: { readonly value: number; readonly tooltip: string };
}
