import { describe, expect, test } from 'vitest';
import { createCrew, type Job } from '../../../../../src/core/backups/restore/crew';
import type { BulkSession } from '../../../../../src/core/connections/bulk';

const session = (): BulkSession => ({}) as BulkSession;

/** Jobs that end when they are told to, and what began in which order. */
function gated(): {
  job: (key: string, name: string, holdsBytes?: boolean) => Job;
  release: (name: string, error?: Error) => Promise<void>;
  readonly begun: string[];
} {
  const gates = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const begun: string[] = [];
  return {
    begun,
    job: (key, name, holdsBytes = false) => ({
      key,
      holdsBytes,
      run: () => {
        begun.push(name);
        return new Promise((resolve, reject) => gates.set(name, { resolve, reject }));
      },
    }),
    async release(name, error) {
      const gate = gates.get(name);
      if (error === undefined) gate?.resolve();
      else gate?.reject(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a crew', () => {
  test('does the work of one key in order, and of others beside it', async () => {
    const { job, release, begun } = gated();
    const crew = createCrew([session(), session()], 2);
    await crew.add(job('a', 'a1'));
    await crew.add(job('a', 'a2'));
    await crew.add(job('b', 'b1'));
    expect(begun).toEqual(['a1', 'b1']);
    await release('b1');
    expect(begun).toEqual(['a1', 'b1']);
    await release('a1');
    expect(begun).toEqual(['a1', 'b1', 'a2']);
    const finished = crew.finish();
    await release('a2');
    await finished;
  });

  test('takes rows before indexes', async () => {
    const { job, release, begun } = gated();
    const crew = createCrew([session()], 2);
    await crew.add(job('a', 'rows of a', true));
    await crew.add(job('b', 'index of b'));
    await crew.add(job('c', 'rows of c', true));
    await release('rows of a');
    expect(begun).toEqual(['rows of a', 'rows of c']);
  });

  test('lets its reader wait while enough bytes are waiting', async () => {
    const { job, release } = gated();
    const crew = createCrew([session()], 2);
    await crew.add(job('a', '1', true));
    await crew.add(job('a', '2', true));
    let ready = false;
    const third = crew.add(job('a', '3', true)).then(() => (ready = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready).toBe(false);
    await release('1');
    await third;
    expect(ready).toBe(true);
  });

  test('the first failure stops everything, also whoever waits', async () => {
    const { job, release, begun } = gated();
    const crew = createCrew([session()], 1);
    await crew.add(job('a', '1', true));
    const waiting = crew.add(job('a', '2', true));
    const failed = expect(waiting).rejects.toThrow('disk full');
    await release('1', new Error('disk full'));
    await failed;
    await expect(crew.add(job('b', '3'))).rejects.toThrow('disk full');
    await expect(crew.finish()).rejects.toThrow('disk full');
    expect(begun).toEqual(['1']);
  });
});
