/** A call of artisan. */
export interface ArtisanCommand {
  /** Behind `php artisan`, one argument each: nothing goes through a shell. May hold the bypass secret. */
  readonly args: readonly string[];
  /** For people and logs: the whole line, the secret as "…". */
  readonly shown: string;
}

/** Something to do to the application while its data is exchanged, and how it is taken back. */
export interface ApplicationStep {
  readonly id: 'maintenance' | 'workers' | 'scheduler';
  readonly title: string;
  /** What it does, in a sentence. */
  readonly effect: string;
  /** In order; empty when `unavailable` says why there is none. */
  readonly commands: readonly ArtisanCommand[];
  /** What takes it back, in order; empty when nothing has to be. */
  readonly undo: readonly ArtisanCommand[];
  readonly unavailable?: string;
  /** What it does not do, and what cannot be known from here. */
  readonly remarks: readonly string[];
}

/** A command without a secret. */
export function artisan(...args: readonly string[]): ArtisanCommand {
  return { args, shown: `php artisan ${args.join(' ')}` };
}
