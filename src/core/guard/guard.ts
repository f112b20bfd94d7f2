// PLACEHOLDER replaced by the guard's owner.
export interface Permit {
  readonly operation: string;
}
