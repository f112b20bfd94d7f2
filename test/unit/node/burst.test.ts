import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ProofPlan } from '../../../src/core/security/limits/proof';
import { sendProof } from '../../../src/node/burst';
import { formSession } from '../../../src/node/burstForm';
import { burstTarget, isLoopback } from '../../../src/node/burstTarget';

const { lookup } = vi.hoisted(() => ({ lookup: vi.fn() }));
vi.mock('node:dns/promises', () => ({ lookup }));

const { signal } = new AbortController();
const servers: Server[] = [];
afterEach(async () => {
  lookup.mockReset();
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(resolve);
        }),
    ),
  );
});

/** A server that keeps what it was asked. */
async function listening(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
  host = '127.0.0.1',
) {
  const asked: { method?: string; url?: string; headers: IncomingMessage['headers']; from?: string; body: string }[] =
    [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { method, url, headers, socket } = request;
      asked.push({
        headers,
        body,
        ...(method === undefined ? {} : { method }),
        ...(url === undefined ? {} : { url }),
        ...(socket.remoteAddress === undefined ? {} : { from: socket.remoteAddress }),
      });
      answer(request, response, asked.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { asked, port, origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

function planOf(origin: string, more: Partial<ProofPlan> = {}): ProofPlan {
  return {
    route: 'GET a',
    title: 'GET /a',
    origin,
    method: 'GET',
    path: '/a',
    bursts: [{ as: 'first', count: 8, headers: {} }],
    most: 8,
    expectation: { allowed: [5], mayPass: 'never', ownResponse: false, words: '' },
    by: 'ip',
    csrf: false,
    loginLike: false,
    signedIn: false,
    sharedCounter: false,
    remarks: [],
    ...more,
  };
}

describe('where a burst may go', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1'])('%s is this machine', (address) =>
    expect(isLoopback(address)).toBe(true),
  );
  test.each([
    '0.0.0.0',
    '128.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '::',
    '::ffff:127.0.0.1',
    '::2',
    'fe80::1',
    '127.0.0.1.example',
    'localhost',
    '',
  ])('%s is not', (address) => expect(isLoopback(address)).toBe(false));

  test('numbers in other writings are read as browsers read them', async () => {
    expect((await burstTarget('http://2130706433:81', signal)).address).toBe('127.0.0.1');
    expect((await burstTarget('http://0x7f.1/', signal)).address).toBe('127.0.0.1');
    await expect(burstTarget('http://[::ffff:127.0.0.1]/', signal)).rejects.toMatchObject({ reason: 'notLoopback' });
    expect(lookup).not.toHaveBeenCalled();
  });

  test.each(['http://192.0.2.1', 'http://0.0.0.0:8000', 'http://[2001:db8::1]/'])('%s is refused', async (origin) => {
    await expect(burstTarget(origin, signal)).rejects.toMatchObject({ reason: 'notLoopback' });
  });

  test.each([
    '',
    'shop',
    'ftp://127.0.0.1',
    'file:///etc',
    'http://a:b@127.0.0.1',
    'http://127.0.0.1/?x',
    'http://127.0.0.1/#x',
  ])('"%s" is no address', async (origin) => {
    await expect(burstTarget(origin, signal)).rejects.toMatchObject({ reason: 'origin' });
  });

  test('a name counts when all its addresses are loopback, and is looked up once', async () => {
    const { port, asked } = await listening((_, response) => void response.end('ok'));
    lookup
      .mockResolvedValueOnce([{ address: '::1' }, { address: '127.0.0.1' }])
      .mockResolvedValue([{ address: '192.0.2.1' }]);
    await sendProof(planOf(`http://shop.test:${port}/sub/`), { signal });
    expect(asked).toHaveLength(8);
    expect(asked[0]).toMatchObject({ url: '/sub/a', headers: { host: `shop.test:${port}` } });
    expect(lookup).toHaveBeenCalledTimes(1);
  });

  test('a name with another address is refused before anything is sent', async () => {
    const { port, asked } = await listening((_, response) => void response.end('ok'));
    lookup.mockResolvedValue([{ address: '127.0.0.1' }, { address: '192.0.2.1' }]);
    await expect(sendProof(planOf(`http://shop.test:${port}`), { signal })).rejects.toMatchObject({
      reason: 'notLoopback',
    });
    expect(asked).toHaveLength(0);
  });
});

describe('what is sent', () => {
  test('never more than 300, whatever the plan says', async () => {
    const { origin, asked } = await listening((_, response) => void response.end('ok'));
    for (const counts of [[301], [200, 101], [Number.NaN], [-1, 301]]) {
      const bursts = counts.map((count) => ({ as: 'first' as const, count, headers: {} }));
      await expect(sendProof(planOf(origin, { bursts }), { signal })).rejects.toMatchObject({ reason: 'tooMany' });
    }
    expect(asked).toHaveLength(0);
  });

  test('redirects are not followed, and proxies of the environment are not asked', async () => {
    const proxy = await listening((_, response) => void response.end('proxy'));
    const { origin, asked } = await listening(
      (_, response) => void response.writeHead(302, { location: `${proxy.origin}/x` }).end(),
    );
    vi.stubEnv('http_proxy', proxy.origin);
    vi.stubEnv('HTTP_PROXY', proxy.origin);
    const sent = await sendProof(planOf(origin), { signal });
    vi.unstubAllEnvs();
    expect(sent.bursts[0]?.answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 302));
    expect([asked.length, proxy.asked.length]).toEqual([8, 0]);
  });

  test('a burst ends after three answers of a limiter; the others follow only then', async () => {
    const limitedAfter = (most: number) => (_: IncomingMessage, response: ServerResponse, count: number) =>
      void response
        .writeHead(
          count > most ? 429 : 200,
          count > most ? { 'retry-after': '42', 'x-ratelimit-limit': '2', 'x-ratelimit-reset': '1700000000' } : {},
        )
        .end('{}');
    const bursts: ProofPlan['bursts'] = [
      { as: 'first', count: 20, headers: {} },
      { as: 'otherAddress', count: 1, headers: {}, from: '127.0.0.2' },
      { as: 'forwarded', count: 1, headers: { 'x-forwarded-for': '203.0.113.77' } },
    ];
    const one = await listening(limitedAfter(2));
    const sent = await sendProof(planOf(one.origin, { bursts }), { signal, atOnce: 1 });
    expect(sent.bursts.map(({ answers }) => answers.map(({ status }) => status))).toEqual([
      [200, 200, 429, 429, 429],
      [429],
      [429],
    ]);
    expect(sent.bursts[0]?.answers[3]).toMatchObject({ retryAfter: 42, limit: 2, reset: 1_700_000_000 });
    expect(one.asked.at(-1)?.headers['x-forwarded-for']).toBe('203.0.113.77');
    expect(one.asked.slice(0, 5).some(({ headers }) => 'x-forwarded-for' in headers)).toBe(false);
    if (sent.bursts[1]?.notPossible === undefined) expect(one.asked[5]?.from).toBe('127.0.0.2');
    const never = await listening((_, response) => void response.end('ok'));
    expect((await sendProof(planOf(never.origin, { bursts }), { signal })).bursts).toHaveLength(1);
    expect(never.asked).toHaveLength(20);
  });

  test('another address of this machine cannot be had in IPv6: that is said', async () => {
    const { origin } = await listening((_, response) => void response.writeHead(429).end(), '::1').catch(() => ({
      origin: '',
    }));
    if (origin === '') return;
    const bursts: ProofPlan['bursts'] = [
      { as: 'first', count: 1, headers: {} },
      { as: 'otherAddress', count: 1, headers: {}, from: '127.0.0.2' },
    ];
    expect((await sendProof(planOf(origin, { bursts }), { signal })).bursts[1]).toMatchObject({
      answers: [],
      notPossible: expect.any(String),
    });
  });

  test('a form gives session and token to what follows', async () => {
    const { origin, asked } = await listening((request, response) => {
      if (request.method === 'GET') {
        response.setHeader('set-cookie', ['shop_session=abc%3D; path=/; httponly', 'XSRF-TOKEN=a%3Db; path=/']);
        response.end('<form><input type="hidden" name="_token" value="0123456789abcdefTOKEN"></form>');
      } else response.end('{}');
    });
    const bursts: ProofPlan['bursts'] = [{ as: 'first', count: 2, headers: {}, body: 'email=x' }];
    const sent = await sendProof(planOf(origin, { method: 'POST', form: '/login', bursts }), { signal });
    expect(sent.form).toEqual({ status: 200, session: true, token: true });
    expect(asked[1]).toMatchObject({
      method: 'POST',
      body: 'email=x&_token=0123456789abcdefTOKEN',
      headers: { cookie: 'shop_session=abc%3D; XSRF-TOKEN=a%3Db', 'x-xsrf-token': 'a=b' },
    });
  });

  test('nobody there, and answers that break off', async () => {
    const { origin } = await listening((_, response) => void response.end());
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    await expect(sendProof(planOf(origin), { signal })).rejects.toMatchObject({ reason: 'unreachable' });
    const cutting = await listening(
      (request, response, count) => void (count === 1 ? response.end('ok') : request.socket.destroy()),
    );
    const sent = await sendProof(planOf(cutting.origin), { signal, atOnce: 1 });
    expect(sent.bursts[0]?.answers.map(({ status }) => status)).toEqual([200, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('cancelled before, it sends nothing; cancelled in the middle, it ends without the answer', async () => {
    const { origin, asked } = await listening(
      (_, response, count) => void (count < 3 ? response.end('ok') : undefined),
    );
    await expect(sendProof(planOf(origin), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: 'cancelled',
    });
    expect(asked).toHaveLength(0);
    const controller = new AbortController();
    const sent = await sendProof(planOf(origin), {
      signal: controller.signal,
      atOnce: 1,
      onProgress: ({ sent: count }) => void (count === 2 && setTimeout(() => controller.abort(), 20)),
    });
    expect(sent).toMatchObject({ stopped: 'cancelled', bursts: [{ answers: [{ status: 200 }, { status: 200 }] }] });
    const late = await sendProof(planOf(origin), { signal, limitMs: 50, atOnce: 1 }).catch((error: unknown) => error);
    expect(late).toMatchObject({ stopped: 'timeout' });
  });

  test('a body without end is cut', async () => {
    const { origin } = await listening((_, response) => {
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(65_536))) if (!response.writable) return;
        response.once('drain', more);
      };
      more();
    });
    const sent = await sendProof(planOf(origin, { bursts: [{ as: 'first', count: 1, headers: {} }] }), { signal });
    expect(sent.bursts[0]?.answers).toMatchObject([{ status: 200 }]);
  });
});

test('only what may stand in a header is taken from a page', () => {
  const headers = { 'set-cookie': ['a=b; path=/', 'bad name=x', 'c=d\r\nX: y', 'XSRF-TOKEN=%E0%A4%A'] };
  expect(formSession({ headers, body: `<input name="_token" value="short">${'<input '.repeat(10_000)}` })).toEqual({
    cookies: 2,
    headers: { cookie: 'a=b; XSRF-TOKEN=%E0%A4%A' },
  });
});
