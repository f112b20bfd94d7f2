import { OpsError } from '../../base/errors';
import type { LimitedRoute } from './limitedRoute';
import { routeTitle } from './limitWords';
import { type BurstAs, mostRequests, type PlannedBurst, type ProofPlan } from './proof';
import { expectationOf } from './proofExpectation';

/** What a person chooses for a proof. */
export interface ProofChoice {
  /** "http://127.0.0.1:8000", with a path where the application lies below one. */
  readonly origin: string;
  /** One of the route's; the first that changes nothing when left out. */
  readonly method?: string;
  /** Values of the address's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The page with the form, for routes that want a token of the session; the route's own address when left out. */
  readonly form?: string;
  /** Bearer tokens of one or two accounts. */
  readonly tokens?: readonly string[];
  /** Requests of the first burst; five more than the limit when left out. */
  readonly count?: number;
  /** The person was told what the request may do, and agreed. */
  readonly confirmed?: boolean;
  /** Random letters and digits: makes up accounts. */
  readonly nonce: string;
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Addresses that change something although they are only asked for. */
const changing =
  /(?:^|[/_-])(?:delete|destroy|remove|log-?out|sign-?out|purge|flush|clear|reset|cancel|unsubscribe|drop|revoke|restore|run|execute)(?:[/_-]|$)/i;
/** Requests over what the code allows: they show that the counter stays full. */
const over = 5;
const countWithoutLimit = 65;
/** Reserved for documentation (RFC 5737): no real visitor has it. */
const madeUpAddress = '203.0.113.77';
const otherLoopback = '127.0.0.2';

/** Why a request needs somebody's word before it is sent, or undefined where it changes nothing. */
export function needsConfirmation(route: LimitedRoute, method: string): string | undefined {
  const title = routeTitle({ ...route, methods: [method] });
  if (route.takesCredentials && method === 'POST') return undefined;
  if (!safe.has(method)) return `${title} may change or delete data, as often as it is sent.`;
  return changing.test(route.uri ?? '') ? `${title} sounds as if it changed something.` : undefined;
}

/**
 * Plans what a proof sends. Nothing is sent by this.
 *
 * @param major Laravel's
 * @throws OpsError `address`: the route's address or a parameter is not known · `method` · `token` · `notConfirmed`
 */
export function planProof(route: LimitedRoute, choice: ProofChoice, major: number | undefined): ProofPlan {
  const method = methodOf(route, choice);
  const path = pathOf(route, choice.parameters ?? {});
  const confirmation = needsConfirmation(route, method);
  if (confirmation !== undefined && choice.confirmed !== true)
    throw new OpsError('notConfirmed', confirmation, {
      safe: 'Nothing was sent.',
      next: 'Agree to it, or choose another route.',
    });
  const tokens = choice.tokens ?? [];
  if (tokens.length > 2 || tokens.some((token) => !/^[\x21-\x7e]{1,8192}$/.test(token)))
    throw new OpsError('token', 'One or two tokens of visible characters can be used.', { safe: 'Nothing was sent.' });
  const loginLike = route.takesCredentials && method === 'POST';
  const form = route.csrf && !safe.has(method) ? (choice.form ?? path) : undefined;
  const expectation = expectationOf(route, tokens.length > 0, major);
  const probes = probesOf(loginLike, tokens, choice.nonce);
  const room = mostRequests - probes.length - 1 - (form === undefined ? 0 : 1);
  const wanted = choice.count ?? (expectation.allowed.at(-1) ?? countWithoutLimit - over) + over;
  const count = Math.max(1, Math.min(Math.trunc(wanted), room));
  const first = burst('first', count, tokens[0], loginLike ? account(choice.nonce, 'a') : undefined);
  const again = burst('again', 1, tokens[0], first.account);
  const bursts = [first, ...probes, again].map(({ planned }) => planned);
  const limits = route.limiters.flatMap(({ branches }) => branches.flat());
  const [by = 'unknown', ...others] = new Set(limits.map((limit) => limit.by));
  return {
    route: route.id,
    title: routeTitle({ ...route, methods: [method] }),
    origin: choice.origin,
    method,
    path,
    bursts,
    most: bursts.reduce((sum, each) => sum + each.count, form === undefined ? 0 : 1),
    expectation,
    by: others.length > 0 ? 'unknown' : by,
    csrf: route.csrf && !safe.has(method),
    loginLike,
    signedIn: tokens.length > 0,
    sharedCounter: limits.some(({ counter }) => counter === 'numeric:'),
    remarks: remarksOf(route, count, expectation.allowed, loginLike),
    ...(route.proxy.trusts === undefined ? {} : { trusts: route.proxy.trusts }),
    ...(form === undefined ? {} : { form }),
    ...(route.domain === undefined || route.domain.includes('{') ? {} : { domain: route.domain }),
  };
}

interface MadeBurst {
  readonly planned: PlannedBurst;
  readonly account?: string;
}

function burst(
  as: BurstAs,
  count: number,
  token?: string,
  email?: string,
  more: Partial<PlannedBurst> = {},
): MadeBurst {
  const headers = {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...more.headers,
  };
  const fields =
    email === undefined
      ? undefined
      : { email, username: email, login: email, password: `wrong-${email.slice(0, 12)}`, device_name: 'laravel-ops' };
  const body =
    fields === undefined
      ? undefined
      : Object.entries(fields)
          .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
          .join('&');
  return {
    planned: {
      as,
      count,
      ...(more.from === undefined ? {} : { from: more.from }),
      headers,
      ...(body === undefined ? {} : { body }),
    },
    ...(email === undefined ? {} : { account: email }),
  };
}

/** One request each, with one thing changed: what gets through counts by that. */
function probesOf(loginLike: boolean, tokens: readonly string[], nonce: string): readonly MadeBurst[] {
  const [token, second] = tokens;
  const email = loginLike ? account(nonce, 'a') : undefined;
  return [
    ...(second === undefined ? [] : [burst('otherToken', 1, second, email)]),
    ...(loginLike ? [burst('otherAccount', 1, token, account(nonce, 'b'))] : []),
    burst('otherAddress', 1, token, email, { from: otherLoopback }),
    burst('forwarded', 1, token, email, { headers: { 'x-forwarded-for': madeUpAddress } }),
  ];
}

/** `.invalid` is nobody's (RFC 2606): no real account is locked. */
function account(nonce: string, which: string): string {
  return `laravel-ops-${nonce.replace(/[^a-z0-9]/gi, '').slice(0, 24)}-${which}@example.invalid`;
}

function methodOf({ methods }: LimitedRoute, { method }: ProofChoice): string {
  const chosen = method?.toUpperCase() ?? methods.find((each) => safe.has(each)) ?? methods[0];
  if (chosen === undefined || !methods.includes(chosen))
    throw new OpsError('method', `The route does not answer ${chosen ?? 'a method that is known'}.`, {
      safe: 'Nothing was sent.',
    });
  return chosen;
}

function pathOf({ uri }: LimitedRoute, parameters: Readonly<Record<string, string>>): string {
  if (uri === undefined)
    throw new OpsError('address', 'The address of this route is not certain.', { safe: 'Nothing was sent.' });
  const parts = uri.split(/(\{\w+(?::\w+)?\??\})/).map((part) => {
    const [, name, optional] = /^\{(\w+)(?::\w+)?(\??)\}$/.exec(part) ?? [];
    if (name === undefined) return encodeURI(part);
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined || value === '' || value === '.' || value === '..') {
      if (optional === '?' && (value === undefined || value === '')) return '';
      throw new OpsError('address', `A value for {${name}} is needed.`, { safe: 'Nothing was sent.' });
    }
    return encodeURIComponent(value);
  });
  return `/${parts.join('').replace(/^\/+|\/+$/g, '')}`;
}

function remarksOf(
  route: LimitedRoute,
  count: number,
  allowed: readonly number[],
  loginLike: boolean,
): readonly string[] {
  const most = allowed.at(-1);
  return [
    'Only this machine is asked. Where its port is a tunnel, the requests go on to the other end.',
    ...(loginLike
      ? [
          'A wrong password is tried on an account that does not exist: no real account is locked, and each attempt may be logged.',
        ]
      : []),
    ...(most !== undefined && most >= count
      ? [`The limit of ${most} is not reached with ${count} requests: the answers' headers are compared.`]
      : []),
    ...(route.login.length > 0
      ? [`It asks who it is (${route.login.join(', ')}): without a token nothing is counted.`]
      : []),
  ];
}
