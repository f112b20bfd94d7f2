import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/core/security/findings/finding';
import { mute, mutesOf, unmute, unmuted, unmuteFinding } from '../../../../src/services/security/mutes';
import { findingOf, subjects } from '../../core/security/rows/findingOf';

const root = '/srv/shop';
const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 14);

function host() {
  const kept = new Map<string, string>();
  return {
    memory: { get: (key: string) => kept.get(key), set: (key: string, text: string) => void kept.set(key, text) },
    kept,
  };
}
const id = (detector: string, hourOfDay = 10, subject = '203.0.113.9') =>
  `${detector} ${subject} channel security 2026-11-22T${hourOfDay}:00:00.000Z`;

/** Whether a finding is still shown after another was muted. */
function shownAfter(muted: Partial<Finding>, other: Partial<Finding>): boolean {
  const on = host();
  mute(on, root, findingOf({ id: id('bruteForceIp'), ...muted }), hour, now);
  const finding = findingOf({ id: id('bruteForceIp', 11), ...other });
  return unmuted([finding], mutesOf(on, root, now), now + 1).length === 1;
}

describe('a mute holds although the first event is not read any more', () => {
  const two = subjects('203.0.113.9', '203.0.113.10');

  test('of one address', () => expect(shownAfter({}, {})).toBe(false));
  test('of one account and several addresses', () =>
    expect(shownAfter({ ips: two, users: subjects('ann') }, { ips: two, users: subjects('Ann') })).toBe(false));
  test('of many of both: what else this detector finds is muted with it', () =>
    expect(shownAfter({ ips: two }, { ips: two })).toBe(false));
  test('of several detectors about one address, also when there is but one of them left', () => {
    const members = [id('bruteForceIp'), id('scanner')];
    expect(shownAfter({ members }, { members: [id('bruteForceIp', 11), id('scanner', 12)] })).toBe(false);
    expect(shownAfter({ members }, { id: id('scanner', 12) })).toBe(false);
  });
});

describe('and covers no more than that', () => {
  test('another address, an address more, another account, another detector, a graver one are told', () => {
    expect(shownAfter({}, { ips: subjects('203.0.113.10') })).toBe(true);
    expect(shownAfter({}, { ips: subjects('203.0.113.9', '203.0.113.10') })).toBe(true);
    expect(shownAfter({ users: subjects('ann') }, { users: subjects('bob') })).toBe(true);
    expect(shownAfter({}, { id: id('scanner') })).toBe(true);
    expect(shownAfter({}, { members: [id('bruteForceIp', 11), id('successAfterFailures')] })).toBe(true);
    expect(shownAfter({}, { severity: 'critical' })).toBe(true);
  });

  test('of several detectors, addresses and accounts it is the finding alone', () => {
    const members = [id('credentialStuffing'), id('successAfterFailures')];
    const wide = { id: members[0] ?? '', members, ips: subjects('203.0.113.9', '203.0.113.10') };
    expect(mute(host(), root, findingOf(wide), hour, now)).toEqual({ finding: members[0] });
    expect(shownAfter(wide, wide)).toBe(false);
    expect(
      shownAfter(wide, { ...wide, id: id('credentialStuffing', 12), members: [id('credentialStuffing', 12)] }),
    ).toBe(true);
  });

  test('an application of another folder has mutes of its own', () => {
    const on = host();
    mute(on, root, findingOf(), hour, now);
    expect(mutesOf(on, '/srv/other', now)).toEqual([]);
  });
});

test('it ends by itself', () => {
  const on = host();
  mute(on, root, findingOf(), hour, now);
  expect(mutesOf(on, root, now + hour - 1)).toHaveLength(1);
  expect(mutesOf(on, root, now + hour)).toEqual([]);
});

test('it is taken back by its scope, by its finding, or with all others', () => {
  const on = host();
  const soon = Date.now();
  const other = findingOf({ ips: subjects('198.51.100.1') });
  const scope = mute(on, root, findingOf(), hour, soon);
  mute(on, root, other, hour, soon);
  unmute(on, root, scope);
  expect(mutesOf(on, root).map((each) => each.scope.ip)).toEqual(['198.51.100.1']);
  mute(on, root, findingOf(), hour, soon);
  unmuteFinding(on, root, findingOf({ id: id('bruteForceIp', 13) }));
  expect(mutesOf(on, root).map((each) => each.scope.ip)).toEqual(['198.51.100.1']);
  unmute(on, root);
  expect(mutesOf(on, root)).toEqual([]);
});

test.each(['{', '[]', 'null', '[{"scope":{}}]', '"x"'])(
  'what is kept and no list of mutes mutes nothing: %s',
  (text) => {
    const on = host();
    mute(on, root, findingOf(), hour, now);
    for (const key of on.kept.keys()) on.kept.set(key, text);
    expect(mutesOf(on, root, now)).toEqual([]);
  },
);
