import { describe, expect, test } from 'vitest';
import { findingGroup, type LookedFor } from '../../../../../src/core/security/rows/findingRows';
import { findingOf, subjects } from './findingOf';

const now = new Date(2026, 10, 22, 14, 0);
const looked: LookedFor = { findings: [], muted: 0, records: 1, remarks: [] };
const group = (more: Partial<LookedFor>) => findingGroup({ ...looked, ...more }, { root: '/srv/shop', now });
const row = (more: Parameters<typeof findingOf>[0]) => group({ findings: [findingOf(more)] }).children?.[0];

test('nothing found says what was looked at, and since when', () => {
  const { description, tooltip, children, expanded } = group({
    records: 12_345,
    since: new Date(2026, 10, 21, 14, 0),
    remarks: ['laravel: the newest 20000 records.'],
  });
  expect(description).toBe('none');
  expect(expanded).toBe(true);
  expect(children).toEqual([
    {
      id: 'noFinding',
      label: 'Nothing found',
      description: 'in 12,345 records since 2026-11-21 14:00',
      icon: { id: 'pass' },
    },
  ]);
  expect(tooltip).toBe('Looked at 12,345 records since 2026-11-21 14:00.\nlaravel: the newest 20000 records.');
  expect(group({}).children?.[0]?.description).toBe('in 1 record');
});

test('a finding says what, when and who, opens itself, and offers what can be done', () => {
  const users = subjects('ann', 'bob', 'cy', 'dan');
  const node = row({ severity: 'critical', users, notes: ['Scanner'], closed: true });
  expect(node).toMatchObject({
    label: 'Brute force from 203.0.113.9',
    description: '13:05 · 20 failed logins in 5 minutes',
    icon: { id: 'flame' },
    abilities: ['canShowInStream', 'canMuteFinding', 'canCopyFail2ban'],
    opens: { kind: 'finding', id: findingOf().id },
    subject: { kind: 'finding', root: '/srv/shop', id: findingOf().id },
    spoken: 'critical, Brute force from 203.0.113.9, 20 failed logins in 5 minutes, 13:05',
  });
  expect(node?.tooltip?.split('\n')).toEqual([
    'critical: Brute force from 203.0.113.9',
    '20 failed logins in 5 minutes',
    '13:00 to 13:05, over',
    'Addresses: 203.0.113.9 (1)',
    'Accounts: ann (4), bob (3), cy (2) and 1 more',
    'Also: Scanner',
    'More than 15 in 5 minutes.',
    'Put a rate limit on the login.',
  ]);
});

test('without an address there is nothing to ban', () => {
  expect(row({ ips: subjects() })?.abilities).toEqual(['canShowInStream', 'canMuteFinding']);
});

test.each([
  [0, 0, 'none'],
  [0, 3, 'none · 3 muted'],
  [2, 1, '2 · 1 muted'],
] as const)('%i findings and %i muted: %s', (count, muted, description) => {
  const findings = Array.from({ length: count }, (_, index) => findingOf({ id: `a ${index}` }));
  expect(group({ findings, muted }).description).toBe(description);
});

test('of very many the first fifty are rows, the rest a number; every row has an id of its own', () => {
  const findings = Array.from({ length: 73 }, (_, index) => findingOf({ id: `bruteForceIp ${index}` }));
  const { children = [], description } = group({ findings });
  expect(description).toBe('73');
  expect(children).toHaveLength(51);
  expect(children.at(-1)).toMatchObject({ label: '23 more', description: 'in the stream' });
  expect(new Set(children.map(({ id }) => id)).size).toBe(51);
  expect(group({ findings: findings.slice(0, 50) }).children).toHaveLength(50);
});

describe('texts of logs are hostile', () => {
  const bad = '\u001b[2J\u202egnp.exe\u009b31m\n* admin\r\u200b';

  test('no control character, change of direction or line break is in a row', () => {
    const node = row({
      title: bad,
      summary: bad,
      why: bad,
      advice: bad,
      notes: [bad],
      ips: subjects(bad),
      users: subjects(bad),
      routes: subjects(bad),
    });
    const texts = [node?.label, node?.description, node?.spoken, ...(node?.tooltip?.split('\n') ?? [])].join('|');
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    expect(texts).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
    expect(node?.label).toBe('␛[2J<U+202E>gnp.exe<U+009B>31m␊* admin␍<U+200B>');
    // A title with a line break is no further fact of the tooltip.
    expect(node?.tooltip?.split('\n')).toHaveLength(9);
  });

  test('a megabyte of title is a short row', () => {
    const node = row({
      title: 'x'.repeat(1_000_000),
      summary: 'y'.repeat(1_000_000),
      users: subjects('z'.repeat(99_999)),
    });
    expect(node?.label.length).toBeLessThan(210);
    expect(node?.description?.length).toBeLessThan(320);
    expect(node?.tooltip?.length).toBeLessThan(2_500);
  });
});
