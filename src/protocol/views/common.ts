/** A button that the host offers. `command` is an id the host wrote; it comes back in a `run` request unchanged. */
export interface Action {
  readonly title: string;
  readonly command: string;
}

/** Which environment the page speaks of. `suspected`: it may be production although nobody said so. */
export interface Banner {
  readonly role: 'local' | 'staging' | 'production' | 'suspected';
  /** "shop" */
  readonly app: string;
  /** "shop_app@10.0.0.5:3306" */
  readonly target: string;
  /** "read-only" */
  readonly access: string;
}

/** How a block of a page is doing, and what is said in its place or above it. */
export interface BlockState {
  readonly kind: 'ready' | 'loading' | 'empty' | 'error' | 'noPrivilege' | 'untrusted' | 'off';
  /** One to three sentences; required reading for every kind but ready and loading. */
  readonly message?: string;
  readonly action?: Action;
}

/**
 * A page whose content is loaded: `content` is absent until the first load; with `page.kind` "loading" or "error" it is
 * what was last known.
 */
export interface Loaded<Content> {
  readonly page: BlockState;
  readonly content?: Content;
}

/** A named fact, both sides ready to show. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Status in words comes from the value; the tone only chooses shape and colour beside it. */
  readonly tone?: 'plain' | 'good' | 'warning' | 'bad';
}
