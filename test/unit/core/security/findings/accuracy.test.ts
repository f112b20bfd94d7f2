import { expect, test } from 'vitest';
import { createDetection } from '../../../../../src/core/security/findings/detection';
import { scoreSeeds, total } from '../../../../../scripts/bench/detectors/seeds.mjs';

/** Seeds nobody tuned on; LARAVEL_OPS_SEEDS=30 for the table of docs/detectors.md. */
const first = 131;
const count = Number(process.env['LARAVEL_OPS_SEEDS'] ?? 1);

test('attacks are found and ordinary days are left alone', { timeout: 60_000 * (1 + count) }, () => {
  const said: string[] = [];
  const { counts } = scoreSeeds(createDetection, first, first + count - 1, (line) => said.push(line));
  const all = total(counts);
  expect(all.attacks).toBeGreaterThan(35 * count);
  expect(all.found / all.attacks, said.join('\n')).toBeGreaterThanOrEqual(0.95);
  expect((all.findings - all.wrong) / all.findings, said.join('\n')).toBeGreaterThanOrEqual(0.95);
});
