import { expect, test } from 'vitest';
import type { TextSource } from '../../../src/core/laravel/textSource';
import { rememberDisk } from '../../../src/server/rememberedDisk';
import { mapSource } from '../core/lint/mapSource';

/** A disk that counts what is asked of it. */
function counting(files: Map<string, string>): { disk: TextSource; asked: string[] } {
  const asked: string[] = [];
  const below = mapSource(files);
  return {
    asked,
    disk: {
      readText: (path, signal) => {
        asked.push(path);
        return below.readText(path, signal);
      },
      list: (path, signal) => {
        asked.push(`${path}/`);
        return below.list(path, signal);
      },
    },
  };
}

const textOf = async (source: TextSource, path: string): Promise<string | undefined> => {
  const read = await source.readText(path);
  return read.kind === 'text' ? read.text : undefined;
};
const namesOf = async (source: TextSource, path: string): Promise<readonly string[]> =>
  (await source.list(path)).map(({ name }) => name);

test('nothing is kept before somebody tells of changes, nor outside of what is told of', async () => {
  const { disk, asked } = counting(new Map([['/shop/a', '1']]));
  const remembered = rememberDisk(disk);
  await textOf(remembered, '/shop/a');
  await textOf(remembered, '/shop/a');
  remembered.remember((path) => path.startsWith('/other'));
  await textOf(remembered, '/shop/a');
  expect(asked).toEqual(['/shop/a', '/shop/a', '/shop/a']);
});

test('a file is read once until its change is told', async () => {
  const files = new Map([['/shop/a', '1']]);
  const { disk, asked } = counting(files);
  const remembered = rememberDisk(disk);
  remembered.remember(() => true);
  await Promise.all([textOf(remembered, '/shop/a'), textOf(remembered, '/shop/a')]);
  files.set('/shop/a', '2');
  expect(await textOf(remembered, '/shop/a')).toBe('1');
  remembered.forget(['/shop/a']);
  expect(await textOf(remembered, '/shop/a')).toBe('2');
  expect(asked).toHaveLength(2);
});

test('a file that is created or deleted changes the listing of its folder', async () => {
  const files = new Map([['/shop/app/a', '1']]);
  const remembered = rememberDisk(mapSource(files));
  remembered.remember(() => true);
  expect(await namesOf(remembered, '/shop/app')).toEqual(['a']);
  files.set('/shop/app/b', '2');
  remembered.forget(['/shop/app/b']);
  expect(await namesOf(remembered, '/shop/app')).toEqual(['a', 'b']);
  files.delete('/shop/app/a');
  remembered.forget(['/shop/app/a']);
  expect(await namesOf(remembered, '/shop/app')).toEqual(['b']);
  expect(await textOf(remembered, '/shop/app/a')).toBeUndefined();
});

test('a folder that is deleted takes everything below it along', async () => {
  const files = new Map([['/shop/app/Http/a', '1']]);
  const remembered = rememberDisk(mapSource(files));
  remembered.remember(() => true);
  for (const folder of ['/shop', '/shop/app', '/shop/app/Http']) await remembered.list(folder);
  await textOf(remembered, '/shop/app/Http/a');
  files.clear();
  remembered.forget(['/shop/app']);
  expect(await namesOf(remembered, '/shop')).toEqual([]);
  expect(await namesOf(remembered, '/shop/app/Http')).toEqual([]);
  expect(await textOf(remembered, '/shop/app/Http/a')).toBeUndefined();
});

test('many changes at once, and the end of watching, forget everything', async () => {
  const files = new Map([['/shop/a', '1']]);
  const remembered = rememberDisk(mapSource(files));
  const stop = remembered.remember(() => true);
  await textOf(remembered, '/shop/a');
  files.set('/shop/a', '2');
  remembered.forget(Array.from({ length: 1000 }, (_, n) => `/shop/other${n}`));
  expect(await textOf(remembered, '/shop/a')).toBe('2');
  files.set('/shop/a', '3');
  stop();
  expect(await textOf(remembered, '/shop/a')).toBe('3');
});

test('a reading that fails is not kept', async () => {
  let broken = true;
  const files = mapSource(new Map([['/shop/a', '1']]));
  const remembered = rememberDisk({
    list: (path) => files.list(path),
    readText: (path) => (broken ? Promise.reject(new Error('no')) : files.readText(path)),
  });
  remembered.remember(() => true);
  await expect(textOf(remembered, '/shop/a')).rejects.toThrow('no');
  broken = false;
  expect(await textOf(remembered, '/shop/a')).toBe('1');
});
