import { describe, expect, test } from 'vitest';
import type { BurstAnswer, BurstAs, ProofPlan, SentProof } from '../../../../../src/core/security/limits/proof';
import { expectationOf } from '../../../../../src/core/security/limits/proofExpectation';
import { needsConfirmation, planProof } from '../../../../../src/core/security/limits/proofPlan';
import { limitProofText } from '../../../../../src/core/security/limits/proofText';
import { proofVerdict } from '../../../../../src/core/security/limits/proofVerdict';
import { limitedShop } from './limitedShop';

const origin = 'http://127.0.0.1:8000';
const choice = { origin, nonce: 'seed' };

const shop = limitedShop({
  api: `
Route::get('orders/{order}/{part?}', fn () => 1)->middleware('throttle:7,1');
Route::delete('orders/{order}', fn () => 1)->middleware('throttle:7,1');
Route::get('cache/clear', fn () => 1)->middleware('throttle:7,1');
Route::get('many', fn () => 1)->middleware('throttle:1000,1');
Route::get('guests', fn () => 1)->middleware('throttle:10|60,1');
Route::get('twice', fn () => 1)->middleware(['throttle:60,1', 'throttle:5,1']);
Route::get('some', fn () => 1)->middleware('throttle:some');
Route::get('ip', fn () => 1)->middleware('throttle:ip');`,
  web: "Route::post('login', fn () => 1)->middleware('throttle:6,1');\nRoute::post('register', fn () => 1)->middleware('throttle:6,1');",
  limiters: `RateLimiter::for('ip', fn (Request $request) => Limit::perMinute(5)->by($request->ip()));
RateLimiter::for('some', fn (Request $request) => $request->user() ? Limit::none() : Limit::perMinute(5)->by($request->ip()));`,
});

describe('what the code says will happen', () => {
  test.each([
    ['GET api/twice', 12, false, [2], 'never'],
    ['GET api/guests', 12, false, [10], 'never'],
    ['GET api/guests', 12, true, [60], 'never'],
    ['GET api/many', 12, false, [1000], 'never'],
    ['GET api/some', 12, false, [5], 'sometimes'],
  ] as const)('%s', async (id, major, signedIn, allowed, mayPass) => {
    expect(expectationOf((await shop).route(id), signedIn, major)).toMatchObject({ allowed, mayPass });
  });
});

describe('plans', () => {
  test('five more than the limit, one request for each other thing to try, and never above the cap', async () => {
    const plan = planProof((await shop).route('GET api/ip'), choice, 12);
    expect(plan.bursts.map(({ as, count }) => [as, count])).toEqual([
      ['first', 10],
      ['otherAddress', 1],
      ['forwarded', 1],
      ['again', 1],
    ]);
    expect(plan).toMatchObject({ most: 13, method: 'GET', path: '/api/ip', csrf: false });
    for (const count of [1, 299, 300, 1e9]) {
      for (const id of ['GET api/many', 'POST login'])
        expect(
          planProof((await shop).route(id), { ...choice, count, tokens: ['a', 'b'] }, 12).most,
        ).toBeLessThanOrEqual(300);
    }
  });

  test('a login: a form first, a made-up account, and no confirmation', async () => {
    const plan = planProof((await shop).route('POST login'), choice, 12);
    expect(plan).toMatchObject({ form: '/login', loginLike: true, most: 16 });
    expect(plan.bursts.map(({ as }) => as)).toEqual(['first', 'otherAccount', 'otherAddress', 'forwarded', 'again']);
    const bodies = plan.bursts.map(({ body = '' }) => /email=([^&]*)/.exec(body)?.[1]);
    expect(new Set(bodies)).toEqual(
      new Set(['laravel-ops-seed-a%40example.invalid', 'laravel-ops-seed-b%40example.invalid']),
    );
  });

  test('what may change something is refused without a word of confirmation', async () => {
    for (const [id, parameters] of [
      ['DELETE api/orders/{order}', { order: '1' }],
      ['POST register', {}],
      ['GET api/cache/clear', {}],
    ] as const) {
      const route = (await shop).route(id);
      expect(needsConfirmation(route, route.methods[0] ?? '')).toBeDefined();
      expect(() => planProof(route, { ...choice, parameters }, 12)).toThrow(
        expect.objectContaining({ reason: 'notConfirmed' }),
      );
      expect(planProof(route, { ...choice, parameters, confirmed: true }, 12).bursts[0]?.body).toBeUndefined();
    }
  });

  test('parameters are filled in, and stay one segment', async () => {
    const route = (await shop).route('GET api/orders/{order}/{part?}');
    expect(() => planProof(route, choice, 12)).toThrow(expect.objectContaining({ reason: 'address' }));
    const pathOf = (order: string): string => planProof(route, { ...choice, parameters: { order } }, 12).path;
    expect(pathOf('7')).toBe('/api/orders/7');
    expect(pathOf('../x?y#z\r\nA: b')).toBe('/api/orders/..%2Fx%3Fy%23z%0D%0AA%3A%20b');
    expect(() => pathOf('..')).toThrow(expect.objectContaining({ reason: 'address' }));
    expect(() => planProof(route, { ...choice, parameters: { order: '1' }, tokens: ['a\r\nX: y'] }, 12)).toThrow(
      expect.objectContaining({ reason: 'token' }),
    );
    expect(() => planProof(route, { ...choice, parameters: { order: '1' }, method: 'DELETE' }, 12)).toThrow(
      expect.objectContaining({ reason: 'method' }),
    );
  });
});

const passed = (remaining: number, limit = 5): BurstAnswer => ({ status: 200, took: 1, limit, remaining });
const stopped: BurstAnswer = { status: 429, took: 1, limit: 5, remaining: 0, retryAfter: 42 };

function sent(
  first: readonly BurstAnswer[],
  probes: Partial<Record<BurstAs, BurstAnswer>> = {},
  more: Partial<SentProof> = {},
): SentProof {
  return {
    startedAt: 0,
    took: 100,
    atOnce: 2,
    address: '127.0.0.1',
    bursts: [
      { as: 'first', answers: first },
      ...Object.entries(probes).map(([as, answer]) => ({ as: as as BurstAs, answers: [answer] })),
    ],
    ...more,
  };
}

describe('verdicts', () => {
  const full = [4, 3, 2, 1, 0].map((left) => passed(left)).concat(stopped, stopped);
  const planOf = async (id = 'GET api/ip'): Promise<ProofPlan> => planProof((await shop).route(id), choice, 12);

  test.each([
    [{ otherAddress: passed(4), forwarded: stopped, again: stopped }, 'ip', []],
    [{ otherAddress: passed(4), forwarded: passed(4), again: stopped }, 'ip', ['forgeable']],
    [{ otherAddress: stopped, forwarded: stopped, again: stopped }, 'everyone', ['oneForAll']],
    [{ forwarded: stopped, again: stopped }, 'unknown', []],
    [{ otherToken: passed(4), otherAddress: stopped, forwarded: stopped, again: stopped }, 'user', []],
    [{ otherAccount: passed(4), otherAddress: stopped, forwarded: stopped, again: stopped }, 'account', []],
    [{ otherAccount: passed(4), otherAddress: passed(4), forwarded: stopped, again: stopped }, 'accountAndIp', []],
    // The window ended in between: what passed has shown nothing.
    [{ otherAddress: passed(4), forwarded: passed(4), again: passed(4) }, 'unknown', []],
    [{ otherAddress: { status: 500, took: 1 }, forwarded: stopped, again: stopped }, 'unknown', []],
  ] as const)('what the counter is kept by: %j', async (probes, counter, findings) => {
    const proof = proofVerdict(await planOf(), sent(full, probes));
    expect(proof).toMatchObject({ outcome: 'limited', allowed: 5, agreement: 'asWritten', retryAfter: 42, counter });
    expect(proof.findings.map(({ kind }) => kind)).toEqual(findings);
  });

  test('a forged address is a warning only where everybody is trusted', async () => {
    const answers = sent(full, { otherAddress: passed(4), forwarded: passed(4), again: stopped });
    const severity = async (trusts: ProofPlan['trusts']): Promise<unknown> =>
      proofVerdict({ ...(await planOf()), ...(trusts === undefined ? {} : { trusts }) }, answers).findings[0]?.severity;
    expect(await severity('everyone')).toBe('warning');
    expect(await severity('some')).toBe('information');
  });

  test('sooner and later than the code says', async () => {
    expect(proofVerdict(await planOf(), sent([passed(4), passed(3), stopped]))).toMatchObject({
      agreement: 'sooner',
      allowed: 2,
    });
    const later = proofVerdict(await planOf(), sent([...Array.from({ length: 6 }, () => passed(4)), stopped]));
    expect(later).toMatchObject({ agreement: 'later', findings: [{ kind: 'later' }] });
    expect(later.remarks.join(' ')).toContain('arrive together');
  });

  test('no answer of a limiter', async () => {
    const many = Array.from({ length: 10 }, () => passed(4));
    expect(proofVerdict(await planOf(), sent(many))).toMatchObject({
      outcome: 'notLimited',
      agreement: 'later',
      findings: [{ severity: 'warning' }],
    });
    expect(proofVerdict(await planOf(), sent(many, {}, { took: 61_000 }))).toMatchObject({ outcome: 'inconclusive' });
    expect(proofVerdict(await planOf('GET api/many'), sent(many))).toMatchObject({ outcome: 'notReached' });
    expect(proofVerdict(await planOf('GET api/some'), sent(many))).toMatchObject({
      outcome: 'notLimited',
      findings: [],
    });
    expect(proofVerdict(await planOf(), sent([{ status: 0, took: 1, error: 'ECONNRESET' }]))).toMatchObject({
      outcome: 'inconclusive',
    });
    expect(proofVerdict(await planOf(), sent(many.slice(0, 2), {}, { stopped: 'cancelled' }))).toMatchObject({
      outcome: 'stopped',
    });
  });

  test.each([401, 403, 404, 419, 302, 500, 503])('%i before a limiter counted', async (status) => {
    const proof = proofVerdict(await planOf(), sent(Array.from({ length: 10 }, () => ({ status, took: 1 }))));
    expect(proof).toMatchObject({ outcome: 'notCounted', usedUp: 'Nothing: no answer said that it was counted.' });
    expect(proof.summary).toContain(String(status));
  });

  test('maintenance with Retry-After is no limit', async () => {
    const proof = proofVerdict(await planOf(), sent([{ status: 503, took: 1, retryAfter: 60 }]));
    expect(proof.outcome).not.toBe('limited');
  });

  test('as text: everything that is known, on lines that fool no terminal', async () => {
    const proof = proofVerdict(
      await planOf(),
      sent(full, { otherAddress: passed(4), forwarded: passed(4), again: stopped }),
    );
    expect(limitProofText({ ...proof, remarks: ['\u001b[31mred\nnext'] })).toBe(`GET /api/ip on http://127.0.0.1:8000
1970-01-01T00:00:00.000Z · 10 requests · 100 ms

The limiter stepped in after 5 requests, as the code says; try again in 42 s.
A request from another address of this machine passed: each address has a counter.
X-RateLimit-Limit: 5
Note: A made-up X-Forwarded-For gets a fresh counter from this machine. Whether it does from elsewhere was not shown.

Burst: 5 × 200, 2 × 429
Another address of this machine: 1 × 200
Another X-Forwarded-For: 1 × 200
The first once more: 1 × 429

␛[31mred␊next

This machine's address is locked out of GET /api/ip for 42 s.
`);
  });
});
