import { expect, test } from 'vitest';
import { attention, good } from '../../../../src/core/queries/health/fact';
import type { App } from '../../../../src/services/app';
import { healthOffer, partitionMigration } from '../../../../src/services/queries/healthRemedies';
import type { Judged } from '../../../../src/services/queries/queryState';
import type { Workspace } from '../../../../src/services/workspace';

const { signal } = new AbortController();
const fix = { title: "Add 'sticky' => true", preferred: true, edits: [] };
const judged: Judged = {
  facts: [
    attention('readWriteSplit', 'Reads and writes', 'not sticky', { remedies: [{ title: fix.title, fix }] }),
    attention('connections', 'Connections', 'many', { remedies: [{ title: 'Fewer workers' }] }),
    good('bufferPool', 'Buffer pool', 'large enough'),
  ],
  partitions: [],
  textOf: (file) => (file === 'config/database.php' ? '<?php' : undefined),
};
const app = {} as App;
const workspace = (known: { readonly judged?: Judged }) =>
  ({ queries: { of: async () => known } }) as unknown as Workspace;

test('a row offers what can be copied or edited, with the files that the edits are of', async () => {
  const offer = await healthOffer(workspace({ judged }), app, 'health:readWriteSplit', signal);
  expect(offer.remedies).toEqual([{ title: fix.title, fix }]);
  expect(offer.textOf('config/database.php')).toBe('<?php');
});

test.each(['health:connections', 'health:bufferPool', 'health:nothing', 'readWriteSplit', 'partitions:events'])(
  '%s offers nothing',
  async (id) => {
    await expect(healthOffer(workspace({ judged }), app, id, signal)).rejects.toMatchObject({ reason: 'notOffered' });
  },
);

test('before the view was shown nothing is offered', async () => {
  await expect(healthOffer(workspace({}), app, 'health:readWriteSplit', signal)).rejects.toMatchObject({
    reason: 'notOffered',
  });
  await expect(partitionMigration(workspace({ judged }), app, 'partitions:events', signal)).rejects.toMatchObject({
    reason: 'notOffered',
  });
});
