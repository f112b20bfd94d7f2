import { expect, test, vi } from 'vitest';
import { once, partOfView, type Question, succeeds } from '../../../../src/core/base/memo';

test('computed once for each object', () => {
  const compute = vi.fn((key: { n: number }) => key.n * 2);
  const double = once(compute);
  const key = { n: 2 };
  expect([double(key), double(key), double({ n: 3 })]).toEqual([4, 4, 6]);
  expect(compute).toHaveBeenCalledTimes(2);
});

/** An object with two parts, of a succession; its view notes which of them is asked for. */
interface Pair {
  readonly left: number;
  readonly right: number;
}

function pairs(): (left: number, right: number) => Pair {
  const lineage = {};
  return (left, right) => {
    const pair = { left, right };
    succeeds(pair, {
      lineage,
      view: (base, note) => {
        const asked = (name: keyof Pair): number => {
          const question: Question = { id: name, ask: (of) => (of as Pair)[name] };
          note(question);
          return (base() as Pair)[name];
        };
        return {
          get left() {
            return asked('left');
          },
          get right() {
            return asked('right');
          },
        };
      },
    });
    return pair;
  };
}

test('computed again only when something that was asked has another answer', () => {
  const pair = pairs();
  const compute = vi.fn(({ left }: Pair) => ({ left }));
  const model = once(compute);
  const first = model(pair(1, 1));
  expect(model(pair(1, 2))).toBe(first);
  expect(compute).toHaveBeenCalledTimes(1);
  expect(model(pair(2, 2))).toEqual({ left: 2 });
  expect(compute).toHaveBeenCalledTimes(2);
});

test('what was computed on the way counts too', () => {
  const pair = pairs();
  const inner = once(({ right }: Pair) => ({ right }));
  const outer = once((of: Pair) => ({ left: of.left, inner: inner(of) }));
  const first = outer(pair(1, 1));
  expect(outer(pair(1, 1))).toBe(first);
  expect(outer(pair(1, 2))).toEqual({ left: 1, inner: { right: 2 } });
});

test('an inner part that was computed before the outer one counts all the same', () => {
  const pair = pairs();
  const inner = once(({ right }: Pair) => ({ right }));
  const outer = once((of: Pair) => inner(of).right);
  const one = pair(1, 1);
  inner(one);
  expect([outer(one), outer(pair(1, 5))]).toEqual([1, 5]);
});

test('a value that asks later is answered for the newest object, and its question counts from then on', () => {
  const pair = pairs();
  const lazy = once((of: Pair) => ({ left: of.left, right: () => of.right }));
  const first = lazy(pair(1, 1));
  const second = lazy(pair(1, 2));
  expect(second).toBe(first);
  expect(second.right()).toBe(2);
  const third = lazy(pair(1, 3));
  expect(third).not.toBe(first);
  expect(third.right()).toBe(3);
});

test('two lineages do not know each other', () => {
  const model = once(({ left }: Pair) => ({ left }));
  expect(model(pairs()(1, 1))).not.toBe(model(pairs()(1, 1)));
});

test('a part of a view is computed from as the object behind it', () => {
  const project = { name: 'shop' };
  const view = { name: 'view' };
  const used = vi.fn();
  partOfView(view, () => project, used);
  const name = once((of: { name: string }) => of.name);
  expect(name(view)).toBe('shop');
  expect(used).toHaveBeenCalledOnce();
});
