import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, missing, startHost, type Workbench } from './workbench';

describe.skipIf(missing)('in a real VS Code', () => {
  let host: Host;
  let window: Workbench;
  beforeAll(async () => {
    host = await startHost();
    window = await host.open(resolve(import.meta.dirname, '../fixtures/demo-shop'));
  });
  afterAll(() => host?.close());

  test('an opened Laravel application brings the Laravel Ops icon to the activity bar', async () => {
    await window.activityItem('Laravel Ops').waitFor();
    expect(await window.activityItem('Laravel Ops').count()).toBe(1);
  });
});
