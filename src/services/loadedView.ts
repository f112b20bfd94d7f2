import type { ViewModel } from '../core/tree';

/** A view model and which welcome text stands in its place while it has no rows. */
export interface LoadedView extends ViewModel {
  readonly condition: 'ready' | 'empty' | 'notConfigured' | 'failed';
}

/** What a view shows when the window has no app: the welcome text says so. */
export const noApp: LoadedView = { nodes: [], condition: 'empty' };

/** What a view shows in Restricted Mode: its welcome text. */
export const restricted: LoadedView = { nodes: [], condition: 'notConfigured' };
