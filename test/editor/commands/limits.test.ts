// Commands of rate limits: what is asked before a request is sent, to whom it goes, and what is said of the answer.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import type { ProofQuestions } from '../../../src/services/security/limitProof';
import { limitCommands } from '../../../src/vscode/commands/limits';
import { fake, Uri } from '../../fakes/vscode';
import { row } from './queryServices';
import { proof, route, securityServices } from './securityServices';

function setUp(questions: Partial<ProofQuestions> = {}, options?: Parameters<typeof securityServices>[0]) {
  const services = securityServices(options);
  services.security.proofQuestions.mockResolvedValue({ route, parameters: [], ...questions });
  return { ...services, run: limitCommands(services.load, services.surfaces) };
}
const prove = 'laravelOps.security.proveLimit';
const node = row({ kind: 'route', root: '/blog', id: route.id });
const aborts = expect.any(AbortSignal) as AbortSignal;
const token = 'cAnAry-token-7c1';

interface Asked {
  readonly kind: string;
  readonly text?: string;
  readonly items: readonly (string | { readonly label: string })[];
  readonly options: {
    readonly prompt?: string;
    readonly value?: string;
    readonly password?: boolean;
    readonly modal?: boolean;
    readonly detail?: string;
    readonly defaultUri?: Uri;
    readonly filters?: object;
    readonly validateInput?: (text: string) => string | undefined;
  };
}
/** Answers the next prompts and remembers them. */
function asked(...given: unknown[]): Asked[] {
  const prompts: Asked[] = [];
  for (const answer of given)
    fake.answers.push((prompt: Asked) => {
      prompts.push(prompt);
      if (prompt.kind !== 'quickPick') return answer;
      return prompt.items.find((item) => typeof item === 'object' && item.label === answer);
    });
  return prompts;
}
const origin = 'http://127.0.0.1:8000';
const signedIn = { ...route, login: ['auth:sanctum'] };
const deletes = { ...route, id: 'DELETE api/orders/{order}', methods: ['DELETE'] };

beforeEach(() => fake.reset());

test('without an app every command says so and none does anything', async () => {
  const { run, security } = setUp({}, { noApp: true });
  for (const id of [prove, 'laravelOps.security.readRoutes', 'laravelOps.security.exportLimits'] as const)
    await expect(run[id](), id).rejects.toMatchObject({ reason: 'noApp' });
  for (const called of [security.proveLimit, security.readRoutes, security.exportedLimits])
    expect(called).not.toHaveBeenCalled();
});

test('a GET is proven after its address is given, without a confirmation, in the app of the row', async () => {
  const { run, security, workspace, blog } = setUp({ origin: 'http://localhost:9000' });
  const prompts = asked(' http://localhost:9000 ');
  await run[prove](node);
  expect(prompts).toMatchObject([{ kind: 'inputBox', options: { value: 'http://localhost:9000' } }]);
  expect(security.provableRoutes).not.toHaveBeenCalled();
  expect(security.proveLimit.mock.calls[0]).toEqual([
    workspace,
    blog,
    route.id,
    { origin: 'http://localhost:9000', parameters: {}, tokens: [] },
    { signal: aborts, onProgress: expect.any(Function) },
  ]);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: proof.summary, items: ['Show Report'] }]);
});

test('only an address is taken as one, and each parameter needs a value', async () => {
  const { run } = setUp({ parameters: ['order'] });
  const prompts = asked(origin, '7');
  await run[prove](node);
  const [address, parameter] = prompts.map(({ options }) => options.validateInput);
  expect(prompts[0]?.options.value).toBe(origin);
  for (const wrong of ['', 'localhost:8000', 'ftp://x', 'http://', 'http://a b'])
    expect(address?.(wrong), wrong).toBeTypeOf('string');
  expect(address?.(' https://[::1]:8000 ')).toBeUndefined();
  expect([parameter?.(' '), parameter?.('7')]).toEqual(['A value is needed.', undefined]);
});

test('from the palette the route is asked first, then address, parameters in their order, tokens, confirmation', async () => {
  const { run, security, shop } = setUp({
    route: signedIn,
    parameters: ['user', 'order'],
    confirmation: 'It may delete an order.',
  });
  const prompts = asked('GET /api/orders/{order}', origin, '1', ' 7 ', token, `${token}-2`, 'Send It All the Same');
  await run[prove]();
  expect(prompts.map(({ kind, options }) => [kind, options.prompt?.slice(0, 16)])).toEqual([
    ['quickPick', undefined],
    ['inputBox', 'Where the applic'],
    ['inputBox', 'Value of {user} '],
    ['inputBox', 'Value of {order}'],
    ['inputBox', 'Bearer token of '],
    ['inputBox', 'Token of a secon'],
    ['message', undefined],
  ]);
  expect(security.proofQuestions).toHaveBeenCalledWith(shop, route.id, aborts);
  expect(security.proveLimit.mock.calls[0]?.[3]).toEqual({
    origin,
    parameters: { user: '1', order: '7' },
    tokens: [token, `${token}-2`],
    confirmed: true,
  });
});

test('tokens are asked for as passwords, only of a route that lets known users pass, and never shown', async () => {
  const { run, security } = setUp({ route: signedIn });
  security.proveLimit.mockImplementation(async (...given) => {
    const { onProgress } = given[4] as { onProgress: (progress: object) => void };
    onProgress({ sent: 30, most: 60, last: { status: 200 } });
    return proof;
  });
  const prompts = asked(origin, token, `${token}-2`, 'Show Report');
  await run[prove](node);
  expect(prompts.filter(({ kind }) => kind === 'inputBox').map(({ options }) => options.password)).toEqual([
    undefined,
    true,
    true,
  ]);
  await vi.waitFor(() => expect(fake.documents).toHaveLength(1));
  expect(fake.documents[0]?.content).toContain('This machine is locked out for 42 s.');
  expect(fake.progress).toMatchObject([
    { cancellable: true, reports: [{ message: '30 of at most 60 requests, last answer 200', increment: 50 }] },
  ]);
  const seen = JSON.stringify([
    fake.messages,
    fake.progress,
    fake.documents,
    fake.log,
    fake.executed,
    fake.clipboard,
    fake.opened,
    prompts.map(({ options, text }) => [options, text]),
  ]);
  expect(seen).not.toContain('cAnAry');
});

test('an empty token means without: no second one is asked for', async () => {
  const { run, security } = setUp({ route: signedIn });
  const prompts = asked(origin, '');
  await run[prove](node);
  expect(prompts).toHaveLength(2);
  expect(security.proveLimit.mock.calls[0]?.[3]).toMatchObject({ tokens: [] });
});

test('a DELETE asks in a modal that says what it may do, and nothing is sent without a word', async () => {
  const confirmation = 'DELETE may change something in the application.';
  const { run, security } = setUp({ route: deletes, confirmation });
  const prompts = asked(origin, undefined);
  await expect(run[prove](node)).rejects.toMatchObject({ reason: 'cancelled', message: 'Nothing was sent.' });
  expect(prompts[1]).toMatchObject({
    kind: 'message',
    text: 'Prove Rate Limit: DELETE /api/orders/{order}',
    items: ['Send It All the Same'],
    options: { modal: true, detail: confirmation },
  });
  expect(security.proveLimit).not.toHaveBeenCalled();
  asked(origin, 'Send It All the Same');
  await run[prove](node);
  expect(security.proveLimit.mock.calls[0]?.[3]).toMatchObject({ confirmed: true });
});

test.each([
  ['at the route', [undefined]],
  ['at the address', ['GET /api/orders/{order}', undefined]],
  ['at a parameter', ['GET /api/orders/{order}', origin, undefined]],
  ['at the token', ['GET /api/orders/{order}', origin, '7', undefined]],
  ['at the second token', ['GET /api/orders/{order}', origin, '7', token, undefined]],
])('turning away %s sends nothing', async (_, given) => {
  const { run, security } = setUp({ route: signedIn, parameters: ['order'], confirmation: 'x' });
  const prompts = asked(...given);
  await run[prove]();
  expect(prompts).toHaveLength(given.length);
  expect(security.proveLimit).not.toHaveBeenCalled();
  expect(fake.messages).toEqual([]);
});

test('cancelling while requests are sent reaches the sender, and nothing is claimed', async () => {
  const { run, security } = setUp();
  security.proveLimit.mockImplementation(async (...given) => {
    fake.progress[0]?.cancel();
    expect((given[4] as { signal: AbortSignal }).signal.aborted).toBe(true);
    throw new OpsError('cancelled', 'Stopped.');
  });
  asked(origin);
  await expect(run[prove](node)).rejects.toMatchObject({ reason: 'cancelled' });
  expect(fake.messages).toEqual([]);
});

test.each(['notLimited', 'notReached', 'notCounted', 'inconclusive', 'stopped'] as const)(
  'a limiter that did not step in (%s) is a warning',
  async (outcome) => {
    const { run, security } = setUp();
    security.proveLimit.mockResolvedValue({ ...proof, outcome });
    asked(origin);
    await run[prove](node);
    expect(fake.messages).toMatchObject([{ severity: 'warning', text: proof.summary }]);
    expect(fake.documents).toEqual([]);
  },
);

test('artisan runs only after a modal that shows the command', async () => {
  const { run, security, surfaces } = setUp();
  const prompts = asked(undefined);
  await run['laravelOps.security.readRoutes']();
  expect(prompts[0]).toMatchObject({
    items: ['Run Artisan'],
    options: { modal: true, detail: expect.stringContaining('php artisan route:list --json -vv') },
  });
  expect(security.readRoutes).not.toHaveBeenCalled();
  expect(surfaces.refresh).not.toHaveBeenCalled();
});

test('routes as artisan lists them are counted, and the view is drawn', async () => {
  const { run, security, surfaces, shop } = setUp();
  asked('Run Artisan');
  await run['laravelOps.security.readRoutes']();
  expect(security.readRoutes).toHaveBeenCalledWith(shop, aborts);
  expect(surfaces.refresh).toHaveBeenCalledOnce();
  expect(fake.messages.at(-1)).toMatchObject({ severity: 'info', text: '2 routes, as artisan lists them.' });
});

test.each([
  ['CSV', 'csv'],
  ['Markdown', 'md'],
])('limits are exported as %s where the person says', async (label, format) => {
  const { run, security, shop } = setUp();
  const prompts = asked(label, Uri.file(`/home/limits.${format}`));
  await run['laravelOps.security.exportLimits']();
  expect(prompts[1]?.options).toMatchObject({ filters: { [label]: [format] } });
  expect(prompts[1]?.options.defaultUri?.fsPath).toBe(`/shop/rate-limits.${format}`);
  expect(security.exportedLimits).toHaveBeenCalledWith(shop, format, aborts);
  expect(new TextDecoder().decode(fake.written.get(`/home/limits.${format}`))).toBe('method,uri\nGET,é\n');
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining(`/home/limits.${format}`) }]);
});

test.each([[[undefined]], [['CSV', undefined]]])(
  'turning away from the export (%j) reads and writes nothing',
  async (given) => {
    const { run, security } = setUp();
    const prompts = asked(...given);
    await run['laravelOps.security.exportLimits']();
    expect(prompts).toHaveLength(given.length);
    expect(security.exportedLimits).not.toHaveBeenCalled();
    expect([fake.written.size, fake.messages]).toEqual([0, []]);
  },
);
