import type { AppliedMiddleware, Route } from '../../../code/routes/route';
import type { Rule, RuleContext } from '../../rule';
import { needsLogin } from '../rateLimiting/authRoute';
import { addThrottle } from '../rateLimiting/authRouteUnlimited';
import { handlerOf, limitsItself, textOfClass } from '../rateLimiting/handler';
import { apiRoutes, isLimited } from './apiRoutes';

/** API003: everybody may write through the API, as often as they like. */
export const publicWriteUnprotected: Rule = {
  code: 'API003',
  slug: 'public-write-unprotected',
  area: 'apiThrottling',
  severity: 'warning',
  title: 'Public write without a limit',
  *check(context) {
    if (context.declared.apiGateway) return;
    for (const route of apiRoutes(context)) {
      const method = route.methods.find((each) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(each));
      if (method === undefined || !route.complete || route.uri === undefined || fromElsewhere.test(route.uri)) continue;
      if (isLimited(context, route) || route.middleware.some((each) => mayProtect(context, each))) continue;
      if (!isOpenHandler(context, route)) continue;
      yield {
        rule: 'API003',
        severity: 'warning',
        message: `${method} /${route.uri} needs no login and has no limit.`,
        location: route.location,
        related: [],
        fixes: [addThrottle(route)],
      };
    }
  },
};

/** Calls of other services, which sign what they send, and probes. */
const fromElsewhere = /web-?hook|hooks?(?:\/|$)|callback|ipn|notify|notification|health|ping|csp|beacon|logout/i;
const protects =
  /auth|token|api_?-?key|secret|sign|hmac|hash_equals|abort|40[13]|denie|deny|forbid|permission|throttl|limit|verif|captcha|->user\s*\(|gate::|credential|password|allowed|trusted|whitelist|internal/i;
const harmless =
  /^(?:Illuminate\\(?:Routing\\Middleware\\SubstituteBindings|Foundation\\Http\\Middleware\\\w+|Http\\Middleware\\\w+|Cookie\\\w+\\\w+|Session\\\w+\\\w+|View\\\w+\\\w+)|Laravel\\Sanctum\\Http\\Middleware\\EnsureFrontendRequestsAreStateful|Fruitcake\\Cors\\HandleCors|Barryvdh\\\w+\\\w+)$/;

/** True unless the middleware is known to let everybody pass. */
function mayProtect(context: RuleContext, applied: AppliedMiddleware): boolean {
  const { name, className = name } = applied;
  if (needsLogin(applied)) return true;
  if (harmless.test(className) || name === 'guest' || name === 'bindings') return false;
  const text = textOfClass(context, className);
  if (text === undefined) return true;
  // The application's own copies of the framework's middleware add nothing.
  if (/extends\s+\\?(?:Illuminate\\|Middleware\b)/.test(text) && !/function\s+handle/.test(text))
    return /authenticate/i.test(text);
  return protects.test(text);
}

/** The handler is the application's own, and nothing in reach looks at who asks. */
function isOpenHandler(context: RuleContext, route: Route): boolean {
  const handler = handlerOf(context, route);
  const [own] = handler.texts;
  if (!handler.complete || own === undefined || limitsItself(handler)) return false;
  return !handler.texts.some((text) => protects.test(withoutImports(text)));
}

function withoutImports(text: string): string {
  return text.replaceAll(/^(?:use|namespace)\s[^;]*;/gm, '');
}
