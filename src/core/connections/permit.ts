/**
 * Proof that the guard let one operation pass. Drivers ask it before anything that changes a server. It opens nothing
 * after its operation ended, and nothing in another environment.
 *
 * Only src/core/guard/guard.ts may call `Permit.issue`; a test looks for other callers. The check is a method and not an
 * `instanceof`, because the drivers are a bundle of their own with their own copy of this class.
 */
export class Permit {
  readonly operation: string;
  readonly root: string;
  readonly environment: string;
  /** Private, so that an object of the same shape is no Permit to the compiler. */
  readonly #ended = new AbortController();

  private constructor(operation: string, root: string, environment: string) {
    this.operation = operation;
    this.root = root;
    this.environment = environment;
  }

  /**
   * @param operation the operation's id, for messages
   * @param root absolute path of the application
   * @param environment id of the environment
   */
  static issue(operation: string, root: string, environment: string): { permit: Permit; release: () => void } {
    const permit = new Permit(operation, root, environment);
    return { permit, release: () => permit.#ended.abort() };
  }

  /** Aborts when the operation ended, however it ended. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** True until the operation ended, for profiles of its environment ("<environment>/<connection>"). */
  allows(profileId: string): boolean {
    return !this.#ended.signal.aborted && profileId.startsWith(`${this.environment}/`);
  }
}
