/** Runs one piece of work after the other, in the order in which they were asked for. */
export interface InOrder {
  /** Settles as the work does; the failure of one does not keep the next from running. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
}

export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (work) => {
      const next = last.then(work, work);
      last = next;
      return next;
    },
  };
}
