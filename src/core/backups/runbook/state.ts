import { essentials, type RunbookFacts } from './facts';
import { readSection } from './markers';

/** The section that holds the facts, and the comment in it. */
export const factsSection = 'facts';
const comment = /<!-- laravel-ops:facts (\{.*\}) -->/;

/** How a runbook stands against the application as it is now. */
export type RunbookState =
  | { readonly kind: 'missing' }
  /** Written by a person, or without the facts that it was written from: whether it is current cannot be told. */
  | { readonly kind: 'unmarked' }
  | { readonly kind: 'current' }
  /** The configuration says something else than it did when the runbook was written. */
  | { readonly kind: 'outdated'; readonly changes: readonly RunbookChange[] };

export interface RunbookChange {
  /** "Where backups are" */
  readonly what: string;
  /** What the runbook says; undefined when it says nothing about it. */
  readonly written?: string;
  /** What is so now. */
  readonly now: string;
}

/**
 * Whether a runbook says what the configuration says. By the facts, not by times of files: a checkout makes every file new.
 *
 * @param text undefined when there is none
 */
export function runbookState(text: string | undefined, facts: RunbookFacts): RunbookState {
  if (text === undefined) return { kind: 'missing' };
  const written = writtenFacts(text);
  if (written === undefined) return { kind: 'unmarked' };
  const changes = Object.entries(essentials(facts)).flatMap(([what, now]): RunbookChange[] => {
    const before = written.get(what);
    if (before === now) return [];
    return [{ what, now, ...(typeof before === 'string' ? { written: before } : {}) }];
  });
  return changes.length === 0 ? { kind: 'current' } : { kind: 'outdated', changes };
}

/** The facts as a comment that no browser and no reader of Markdown shows. "--" would end it, so hyphens are escaped. */
export function factsComment(facts: RunbookFacts): string {
  const json = JSON.stringify(essentials(facts)).replaceAll('--', '\\u002d\\u002d').replaceAll('>', '\\u003e');
  return `<!-- laravel-ops:facts ${json} -->`;
}

function writtenFacts(text: string): ReadonlyMap<string, unknown> | undefined {
  const json = comment.exec(readSection(text, factsSection) ?? '')?.[1];
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    // Edited by hand: what it was written from is lost.
    return undefined;
  }
}
