import { relativePath } from '../base/path';
import { limiterNamed } from '../code/limiters/limiterDefinitions';
import { throttleOf } from '../code/limiters/throttle';
import { routeTable } from '../code/routes/routeTable';
import { type Check, covered, fromFiles, gap, type Judgement, notMeasured, partial, seenAt, unknown } from './check';
import type { FileFacts } from './facts';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';
import { isApiRoute, routeLimits, routeName } from './throttling';

/** Is the API limited, for each of its users. */
export const apiThrottling: readonly Check[] = [
  {
    id: 'apiThrottling.routes',
    title: 'Every API route has a limit',
    weight: 5,
    rules: ['API002', 'API003'],
    judge: fromFiles(judgeRoutes),
  },
  {
    id: 'apiThrottling.key',
    title: 'Limits count each user',
    weight: 3,
    rules: ['API004'],
    judge: fromFiles(judgeKey),
  },
  notMeasured('apiThrottling.answer', 'The answer 429 is documented', 1, 'comes with a proof by request'),
];

function judgeRoutes(files: FileFacts): Judgement {
  const { code, declared, root } = files.context;
  const api = routeLimits(code).filter(({ route }) => isApiRoute(route));
  const { complete } = routeTable(code);
  if (api.length === 0) return complete ? covered('no API routes') : unknown('the routes cannot all be read');
  const open = api.filter(({ state }) => state === 'unlimited');
  const known = api.filter(({ state }) => state === 'limited');
  const found = ['API002', 'API003'].flatMap((code) => findingsOf(files, code));
  const evidence = [
    ...evidenceOf(found, root),
    ...open
      .slice(0, 20)
      .map(({ route }) =>
        seenAt(`${routeName(route)} has no limit.`, relativePath(root, route.location.file), route.location),
      ),
  ];
  const remedies =
    remediesOf(found).length > 0
      ? remediesOf(found)
      : open.slice(0, 1).map(({ route }) => ({ title: 'Add a throttle to the api group', location: route.location }));
  if (declared.apiGateway)
    return covered('something in front of the application limits', {
      evidence: [{ fact: 'Settings say so.', source: 'laravelOps.topology.apiGateway' }],
    });
  if (open.length > 0 && open.length * 2 >= api.length)
    return gap(`${open.length} of ${api.length} routes have none`, { evidence, remedies });
  if (open.length > 0) return partial(`${open.length} of ${api.length} routes have none`, { evidence, remedies });
  if (known.length < api.length)
    return unknown(`${known.length} of ${api.length} routes are limited; the others cannot be read`);
  if (!complete) return unknown(`${api.length} routes are limited; there may be others`);
  return covered(`${api.length} of ${api.length} routes`, {
    evidence: known
      .slice(0, 5)
      .map(({ route, words }) =>
        seenAt(`${routeName(route)}: ${words.join('; ')}.`, relativePath(root, route.location.file), route.location),
      ),
  });
}

function judgeKey(files: FileFacts): Judgement {
  const { code, root } = files.context;
  const found = findingsOf(files, 'API004');
  if (found.length > 0)
    return partial('users of one address share a limit', {
      evidence: evidenceOf(found, root),
      remedies: remediesOf(found),
    });
  const throttles = routeLimits(code)
    .filter(({ route }) => isApiRoute(route))
    .flatMap(({ limiters }) => limiters.flatMap((each) => throttleOf(each) ?? []));
  if (throttles.length === 0) return unknown('no limit of the API could be read');
  // throttle:60,1 counts by the user, and by address for guests (ThrottleRequests::resolveRequestSignature).
  const names = [...new Set(throttles.flatMap((each) => (each.kind === 'named' ? [each.name] : [])))];
  const limits = names.map((name) => ({ name, definition: limiterNamed(code, name) }));
  const evidence = limits.flatMap(({ name, definition }) =>
    definition === undefined
      ? []
      : [seenAt(`Limiter ${name}.`, relativePath(root, definition.location.file), definition.location)],
  );
  if (throttles.some(({ kind }) => kind === 'other') || limits.some(({ definition }) => definition?.complete !== true))
    return unknown('not every limiter of the API can be read', { evidence });
  const byAddress = limits.filter(({ definition }) => definition?.limits.some(({ by }) => by === 'user') !== true);
  return byAddress.length === 0
    ? covered('by user', { evidence })
    : partial(`${byAddress.map(({ name }) => name).join(', ')} does not count by user`, {
        evidence,
        remedies: [
          {
            title: 'Key the limit by user or token first',
            ...(evidence[0]?.location === undefined ? {} : { location: evidence[0].location }),
          },
        ],
      });
}
