import { expect, test, vi } from 'vitest';
import { once } from '../../../../src/core/base/memo';
import type { Code, Collector } from '../../../../src/core/code/collector';
import { createCodeCache, readCode } from '../../../../src/core/code/readCode';
import { readProject } from '../../../../src/core/laravel/readProject';
import { mapSource, shopFiles } from '../lint/mapSource';

const classes: Collector<string> = {
  id: 'test.classes',
  wants: ({ text }) => text.includes('class'),
  collect: ({ program }) => program.body.flatMap((each) => (each.kind === 'class' ? [each.declaration.name] : [])),
};

/** Successive readings of one application whose files change in between. */
function readings(): { files: Map<string, string>; read: () => Promise<Code> } {
  const files = shopFiles({
    '.env': 'A=1\nAPP_NAME=Shop\n',
    'app/A.php': '<?php class A {}',
    'routes/web.php': '<?php',
  });
  const cache = createCodeCache();
  const read = async (): Promise<Code> => {
    const source = mapSource(files);
    return readCode(source, await readProject(source, '/shop'), [classes], cache);
  };
  return { files, read };
}

test('a model of the code is kept while its facts and what it asked of the project are the same', async () => {
  const { files, read } = readings();
  const compute = vi.fn(
    (code: Code) => `${code.project.layout} ${code.facts(classes).join()} ${code.complete(classes)}`,
  );
  const model = once(compute);
  expect(model(await read())).toBe('slim A true');
  files.set('/shop/.env', 'A=2\n');
  files.set('/shop/routes/web.php', '<?php // a comment');
  files.set('/shop/app/A.php', '<?php class A { function b() {} }');
  expect(model(await read())).toBe('slim A true');
  expect(compute).toHaveBeenCalledTimes(1);
  files.set('/shop/app/B.php', '<?php class B {}');
  expect(model(await read())).toBe('slim A,B true');
  files.set('/shop/app/B.php', '<?php class B {');
  expect(model(await read())).toBe('slim A false');
  files.delete('/shop/app/B.php');
  expect(model(await read())).toBe('slim A true');
});

test('configuration counts key by key', async () => {
  const { files, read } = readings();
  const model = once((code: Code) => ({ debug: code.project.config.get('app.debug') }));
  const first = model(await read());
  files.set('/shop/.env', 'A=2\nAPP_NAME=Other\n');
  expect(model(await read())).toBe(first);
  files.set('/shop/.env', 'APP_DEBUG=true\n');
  expect(model(await read()).debug).toMatchObject({ value: true });
});

test('what is computed from the project alone follows the project', async () => {
  const { files, read } = readings();
  const name = once((project: Code['project']) => project.env?.content.get('A')?.value);
  const model = once((code: Code) => ({ a: name(code.project) }));
  expect(model(await read())).toEqual({ a: '1' });
  files.set('/shop/.env', 'A=2\n');
  expect(model(await read())).toEqual({ a: '2' });
});

test('a copy of a collector, as another output file of the build has it, is told what the first one read', async () => {
  const { files, read } = readings();
  const copy = { ...classes };
  expect((await read()).facts(copy)).toEqual(['A']);
  expect((await read()).complete(copy)).toBe(true);
  files.set('/shop/app/B.php', '<?php class B {');
  expect((await read()).complete(copy)).toBe(false);
  expect((await read()).complete({ ...classes, id: 'test.others' })).toBe(false);
});
