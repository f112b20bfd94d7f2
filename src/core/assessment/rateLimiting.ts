import { relativePath } from '../base/path';
import { limiterDefinitions } from '../code/limiters/limiterDefinitions';
import { routeTable } from '../code/routes/routeTable';
import { type Check, covered, fromFiles, gap, type Judgement, partial, seenAt, unknown } from './check';
import { effective } from './effective';
import { type FileFacts, projectOf } from './facts';
import { installed, packageEvidence } from './packages';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';
import { isAuthRoute, routeLimits, routeName } from './throttling';

/** Packages that register login routes with a limit of their own. */
const limitedByPackage = ['laravel/fortify', 'filament/filament'];

/** Are attempts to get in, and limits in general, counted. */
export const rateLimiting: readonly Check[] = [
  {
    id: 'rateLimiting.auth',
    title: 'Login and registration are limited',
    weight: 5,
    rules: ['RLM001'],
    judge: fromFiles(judgeAuth),
  },
  {
    id: 'rateLimiting.key',
    title: 'Limiters count each visitor',
    weight: 3,
    rules: ['RLM003'],
    judge: fromFiles(judgeKeys),
  },
  {
    id: 'rateLimiting.store',
    title: 'Where attempts are counted',
    weight: 4,
    rules: ['RLM005'],
    judge: fromFiles(judgeStore),
  },
];

function judgeAuth(files: FileFacts): Judgement {
  const { code, root } = files.context;
  const found = findingsOf(files, 'RLM001');
  if (found.length > 0) {
    const routes = found.length === 1 ? 'one route takes' : `${found.length} routes take`;
    return gap(`${routes} unlimited attempts`, { evidence: evidenceOf(found, root), remedies: remediesOf(found) });
  }
  const auth = routeLimits(code).filter(({ route }) => isAuthRoute(route));
  const limited = auth.filter(({ state }) => state === 'limited');
  const packages = installed(files, limitedByPackage);
  const evidence = [
    ...auth.map(({ route, words }) =>
      seenAt(
        `${routeName(route)}: ${words.length === 0 ? 'no limit seen on the route' : words.join('; ')}.`,
        relativePath(root, route.location.file),
        route.location,
      ),
    ),
    ...packageEvidence(files, packages),
  ];
  if (auth.length > 0 && limited.length === auth.length)
    return covered(`${auth.length} of ${auth.length} routes`, { evidence });
  if (limited.length > 0)
    return unknown(`${limited.length} of ${auth.length} routes are limited; the others may be by their own code`, {
      evidence,
    });
  if (auth.length > 0) return unknown('no limit on the routes; their own code may have one', { evidence });
  if (packages.length > 0) return unknown(`the login of ${packages[0] ?? ''} is not in the routes`, { evidence });
  return unknown(routeTable(code).complete ? 'no login route was found' : 'the routes cannot all be read');
}

function judgeKeys(files: FileFacts): Judgement {
  const { code, root } = files.context;
  const { definitions, complete } = limiterDefinitions(code);
  const ofRequests = definitions.filter(({ limited }) => limited !== 'jobs');
  const shared = ofRequests.flatMap(({ name, limits }) =>
    limits.length > 0 && limits.every(({ by, attempts }) => by === 'none' && attempts !== Number.POSITIVE_INFINITY)
      ? limits.slice(0, 1).map(({ location }) => ({ name: name ?? 'a limiter', location }))
      : [],
  );
  if (shared.length > 0)
    return partial(`${shared.map(({ name }) => name).join(', ')}: one counter for all visitors`, {
      evidence: shared.map(({ name, location }) =>
        seenAt(`${name} counts all visitors together.`, relativePath(root, location.file), location),
      ),
      remedies: shared.slice(0, 1).map(({ location }) => ({ title: 'Add ->by(…) to the limit', location })),
    });
  const evidence = ofRequests.map(({ name, location }) =>
    seenAt(`Limiter ${name ?? 'without a certain name'}.`, relativePath(root, location.file), location),
  );
  if (!complete || ofRequests.some((each) => !each.complete))
    return unknown('not every limiter can be read', { evidence });
  return ofRequests.length === 0
    ? unknown('no named limiter is defined')
    : covered(`${ofRequests.length} of ${ofRequests.length} limiters`, { evidence });
}

function judgeStore(files: FileFacts): Judgement {
  const found = findingsOf(files, 'RLM005');
  if (found.length > 0)
    return gap('counters are lost after each request', {
      evidence: evidenceOf(found, files.context.root),
      remedies: remediesOf(found),
    });
  // cache.limiter names a store of its own; without it limits count in the default one (RateLimiter, all versions).
  const own = projectOf(files).config.get('cache.limiter');
  // The framework's own config/cache.php names none in any version, so it need not be installed to know that.
  const none = own.kind === 'absent' || (own.kind === 'unknown' && own.reason === 'notInstalled');
  const path = none || (own.kind === 'known' && own.value === null) ? 'cache.default' : 'cache.limiter';
  const store = effective(files, path);
  if (!store.known) return unknown(store.why);
  if (typeof store.value !== 'string') return unknown('no cache store is named');
  const driver = effective(files, `cache.stores.${store.value}.driver`);
  if (!driver.known) return unknown(driver.why, { evidence: store.evidence });
  const evidence = [...store.evidence, ...driver.evidence];
  if (driver.value === 'array' || driver.value === 'null')
    return gap('counters are lost after each request', { evidence, remedies: [{ title: 'Use a store that lasts' }] });
  if (driver.value === 'file' && files.context.declared.appServers === 2)
    return gap('each server counts for itself', { evidence, remedies: [{ title: 'Use Redis or the database' }] });
  return covered(`${store.value} store`, { evidence });
}
