import type { Action } from './common';

/**
 * Commands that a snapshot offers: every `{ title, command }` in it. A view may run these and no others, so that a page
 * that was tricked cannot reach a command nobody offered.
 */
export function offeredCommands(state: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isAction(value)) found.add(value.command);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(state);
  return found;
}

function isAction(value: object): value is Action {
  const action = value as Partial<Action>;
  return typeof action.title === 'string' && typeof action.command === 'string';
}
