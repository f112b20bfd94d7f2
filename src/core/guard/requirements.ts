import type { Role } from '../connections/environment';
import type { Operation, Tier } from './operation';

/** What has to happen before an operation runs, in this order. */
export type Requirement =
  /** Writes unlocked for some minutes, with a reason that is recorded. */
  | { readonly kind: 'unlock' }
  /** A modal that names environment and verb; Cancel is the default. */
  | { readonly kind: 'modal' }
  /** The text has to be typed exactly. */
  | { readonly kind: 'type'; readonly expected: string }
  /** Time to change one's mind, with Cancel in reach. */
  | { readonly kind: 'hold'; readonly seconds: number };

type Step = 'unlock' | 'modal' | 'name' | 'database' | 'hold';

/** The matrix of tiers and roles. */
const matrix: Readonly<Record<Role, Readonly<Record<Tier, readonly Step[]>>>> = {
  local: { 0: [], 1: [], 2: ['modal'], 3: ['modal'] },
  staging: { 0: [], 1: [], 2: ['modal'], 3: ['name'] },
  production: { 0: [], 1: [], 2: ['unlock', 'modal'], 3: ['unlock', 'database', 'hold'] },
};

export const holdSeconds = 3;

/**
 * What an operation asks of the person, for the role it has to be treated as (see `treatAs`; suspected production is
 * production).
 *
 * @param unlocked writes are unlocked for the environment at this moment
 */
export function requirements(
  operation: Pick<Operation, 'tier' | 'target'>,
  role: Role,
  unlocked: boolean,
): readonly Requirement[] {
  const { environment, database } = operation.target;
  const steps: Readonly<Record<Step, readonly Requirement[]>> = {
    unlock: unlocked ? [] : [{ kind: 'unlock' }],
    modal: [{ kind: 'modal' }],
    name: [{ kind: 'type', expected: environment.name }],
    database: [
      { kind: 'type', expected: database === undefined ? environment.name : `${database}@${environment.name}` },
    ],
    hold: [{ kind: 'hold', seconds: holdSeconds }],
  };
  return matrix[role][operation.tier].flatMap((step) => steps[step]);
}
