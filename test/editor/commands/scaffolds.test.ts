// Commands that write what an application lacks: what is asked, what is planned of it, and what is told of the rest.
import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { scaffoldCommands } from '../../../src/vscode/commands/scaffolds';
import { fake } from '../../fakes/vscode';
import { row } from './queryServices';
import { change, securityServices } from './securityServices';

function setUp(options?: Parameters<typeof securityServices>[0]) {
  const services = securityServices(options);
  return { ...services, run: scaffoldCommands(services.load, services.surfaces) };
}
const aborts = expect.any(AbortSignal) as AbortSignal;

interface Item {
  readonly id?: string;
  readonly label: string;
  readonly detail?: string;
  readonly picked?: boolean;
}
interface Asked {
  readonly items: readonly Item[];
  readonly options: { readonly title: string; readonly canPickMany?: boolean };
}

/** Answers the next quick picks: several of the list, one, or none at all. */
function pick(...choices: (readonly string[] | string | undefined)[]): Asked[] {
  const asked: Asked[] = [];
  for (const choice of choices)
    fake.answers.push((prompt: Asked) => {
      asked.push(prompt);
      const is = (name: string) => (item: Item) => item.id === name || item.label === name;
      if (typeof choice === 'string') return prompt.items.find(is(choice));
      return choice === undefined ? undefined : prompt.items.filter((item) => choice.some((name) => is(name)(item)));
    });
  return asked;
}
const record = 'laravelOps.security.recordEvents';
const throttle = 'laravelOps.security.addThrottle';

beforeEach(() => fake.reset());

test('without an app both say so and ask nothing', async () => {
  const { run, security } = setUp({ noApp: true });
  for (const id of [record, throttle] as const) await expect(run[id](), id).rejects.toMatchObject({ reason: 'noApp' });
  expect(security.scaffoldChoices).not.toHaveBeenCalled();
  expect(security.planScaffolds).not.toHaveBeenCalled();
});

test('what is recorded is chosen first; log, events, 429 and tests are proposed', async () => {
  const { run, security, surfaces, workspace, shop } = setUp();
  const [asked] = [pick(['channel', 'subscriber', 'rateLimitLog', 'tests'])];
  await run[record]();
  expect(security.scaffoldChoices).toHaveBeenCalledWith(workspace, shop, aborts);
  const items = asked[0]?.items ?? [];
  expect(items.filter(({ picked }) => picked === true).map(({ id }) => id)).toEqual([
    'channel',
    'subscriber',
    'rateLimitLog',
    'tests',
  ]);
  expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(['auditTrail', 'login', 'api', 'heavy']));
  expect(items[0]?.detail).toContain('kept 90 days');
  // Nobody asks for models when no audit trail is wanted.
  expect(asked).toHaveLength(1);
  expect(security.planScaffolds.mock.calls).toEqual([
    [shop, { channel: { days: 90 }, subscriber: true, rateLimitLog: true, auditTrail: [], tests: true }, aborts],
  ]);
  expect(surfaces.applyFix.mock.calls).toEqual([[change.fix, change.textOf]]);
  expect(surfaces.refresh).toHaveBeenCalledOnce();
  expect(fake.messages).toEqual([]);
});

test('an audit trail asks for its models, and limiters are only defined', async () => {
  const { run, security } = setUp();
  const asked = pick(['auditTrail', 'login', 'heavy'], ['App\\Models\\Order']);
  await run[record]();
  expect(asked.map(({ options }) => options.title)).toEqual(['Record Security Events', 'Audit Trail']);
  expect(asked[1]?.items.map(({ label }) => label)).toEqual(['App\\Models\\Order', 'App\\Models\\User']);
  expect(security.planScaffolds.mock.calls[0]?.[1]).toEqual({
    subscriber: false,
    rateLimitLog: false,
    auditTrail: ['App\\Models\\Order'],
    tests: false,
    limiters: { define: ['login', 'heavy'] },
  });
});

test('an application without models is offered no audit trail', async () => {
  const { run, security } = setUp();
  security.scaffoldChoices.mockResolvedValue({ retentionDays: 30, models: [], routes: [] });
  const asked = pick(undefined);
  await run[record]();
  expect(asked[0]?.items.map(({ id }) => id)).not.toContain('auditTrail');
});

test.each([
  ['at what to record', record, [undefined]],
  ['with nothing chosen', record, [[]]],
  ['at the models', record, [['auditTrail', 'channel'], undefined]],
  ['at the routes', throttle, [undefined]],
  ['with no route chosen', throttle, [[]]],
  ['at the limiter', throttle, [['POST login'], undefined]],
] as const)('turning away %s plans and changes nothing', async (_, command, choices) => {
  const { run, security, surfaces } = setUp();
  const asked = pick(...choices);
  await run[command]();
  expect(asked).toHaveLength(choices.length);
  expect(security.planScaffolds).not.toHaveBeenCalled();
  expect(surfaces.applyFix).not.toHaveBeenCalled();
});

test('a row of a route is asked only for its limiter, and means its own app', async () => {
  const { run, security, blog } = setUp();
  const asked = pick('login');
  await run[throttle](row({ kind: 'route', root: '/blog', id: 'POST login' }));
  expect(asked.map(({ options }) => options.title)).toEqual(['Add Throttle: POST login']);
  expect(asked[0]?.items.map(({ label }) => label)).toEqual(['throttle:login', 'throttle:api', 'throttle:heavy']);
  expect(security.scaffoldChoices).not.toHaveBeenCalled();
  expect(security.planScaffolds.mock.calls).toEqual([
    [blog, { limiters: { define: ['login'], routes: [{ limiter: 'login', ids: ['POST login'] }] } }, aborts],
  ]);
});

test('from the palette the routes come first, several of them, with their files', async () => {
  const { run, security, shop } = setUp();
  const asked = pick(['POST login', 'GET export'], 'heavy');
  await run[throttle]();
  expect(asked[0]).toMatchObject({
    items: [{ label: 'POST login', description: 'routes/web.php' }, { label: 'GET export' }],
    options: { canPickMany: true },
  });
  expect(asked[1]?.options.title).toBe('Add Throttle: POST login, GET export');
  expect(security.planScaffolds).toHaveBeenCalledWith(
    shop,
    { limiters: { define: ['heavy'], routes: [{ limiter: 'heavy', ids: ['POST login', 'GET export'] }] } },
    aborts,
  );
});

const refusals = {
  remarks: ['Run php artisan config:cache.'],
  refused: [
    { title: 'Security log channel', why: 'config/logging.php is computed.', text: "'security' => []," },
    { title: 'Tests', why: 'No suite was found.' },
  ],
  already: ['Audit trail: Order is observed.'],
};

test('what could not be written is told after the change, with what a person would write', async () => {
  const { run, security, surfaces } = setUp();
  security.planScaffolds.mockResolvedValue({ ...change, plan: { ...change.plan, ...refusals } });
  surfaces.applyFix.mockImplementation(async () => {
    expect(fake.messages).toEqual([]);
    return true;
  });
  pick(['channel']);
  fake.answers.push('Show Notes');
  await run[record]();
  expect(fake.messages).toMatchObject([
    { severity: 'info', text: 'A part could not be written for certain.', items: ['Show Notes'] },
  ]);
  await vi.waitFor(() => expect(fake.documents).toHaveLength(1));
  const { content, language } = fake.documents[0]!;
  expect(language).toBe('markdown');
  expect(content.split('\n\n')).toEqual([
    '## Security log channel',
    'config/logging.php is computed.',
    "```php\n'security' => [],\n```",
    '## Tests',
    'No suite was found.',
    '## To know',
    '- Run php artisan config:cache.',
    '## There already',
    '- Audit trail: Order is observed.\n',
  ]);
});

test.each([
  ['There are notes on this change.', change.fix.edits, { refused: [] }],
  ['Nothing could be written for certain.', [], {}],
  ['Everything that was chosen is there already.', [], { refused: [], remarks: [] }],
])('the sentence says how far it went: %s', async (sentence, edits, plan) => {
  const { run, security, surfaces } = setUp();
  security.planScaffolds.mockResolvedValue({
    ...change,
    fix: { ...change.fix, edits },
    plan: { ...change.plan, ...refusals, ...plan },
  });
  pick(['channel']);
  await run[record]();
  expect(fake.messages.map(({ text }) => text)).toEqual([sentence]);
  // Without an edit there is no change to look at.
  expect(surfaces.applyFix).toHaveBeenCalledTimes(edits.length);
});

test('a change that was discarded leaves no message behind', async () => {
  const { run, security, surfaces } = setUp();
  security.planScaffolds.mockResolvedValue({ ...change, plan: { ...change.plan, ...refusals } });
  surfaces.applyFix.mockResolvedValue(false);
  pick(['channel']);
  await run[record]();
  expect([fake.messages, fake.documents]).toEqual([[], []]);
});

test('reading the code can be cancelled: nothing is asked and nothing changed', async () => {
  const { run, security, surfaces } = setUp();
  security.scaffoldChoices.mockImplementation(async (...given) => {
    fake.progress[0]?.cancel();
    expect((given[2] as AbortSignal).aborted).toBe(true);
    throw new OpsError('cancelled', 'Stopped.');
  });
  const asked = pick(['channel']);
  await expect(run[record]()).rejects.toMatchObject({ reason: 'cancelled' });
  expect(fake.progress).toMatchObject([{ title: 'Reading the code of shop', cancellable: true }]);
  expect(asked).toEqual([]);
  expect(surfaces.applyFix).not.toHaveBeenCalled();
});
