import type { Ability, Icon, TreeNode } from '../../tree';
import { displayLine, displayText } from '../display';
import type { LimitedRoute, LimitGroup, LimitInventory } from './limitedRoute';
import { limiterWords, routeTitle, routeWords } from './limitWords';

interface GroupWords {
  readonly group: LimitGroup;
  readonly label: string;
  readonly tooltip: string;
  readonly icon: Icon;
  /** What has to be looked at is open, the rest is folded. */
  readonly expanded: boolean;
}

/** In the order in which people care. */
export const limitGroups: readonly GroupWords[] = [
  {
    group: 'unlimitedAuth',
    label: 'Unlimited Auth Routes',
    tooltip: 'They take a password or a code from strangers, who may try without end.',
    icon: { id: 'error', color: 'list.errorForeground' },
    expanded: true,
  },
  {
    group: 'apiUnlimited',
    label: 'API Without Throttle',
    tooltip: 'Routes of the API that nothing limits.',
    icon: { id: 'warning', color: 'list.warningForeground' },
    expanded: true,
  },
  {
    group: 'unknown',
    label: 'Not Certain',
    tooltip: 'Not everything around these routes could be read.',
    icon: { id: 'question' },
    expanded: false,
  },
  {
    group: 'covered',
    label: 'Covered',
    tooltip: 'Something limits how often they answer.',
    icon: { id: 'pass', color: 'testing.iconPassed' },
    expanded: false,
  },
  {
    group: 'other',
    label: 'Other Routes',
    tooltip: 'Without a limit; they take no credentials and are not part of the API.',
    icon: { id: 'circle-outline' },
    expanded: false,
  },
];

/**
 * The group "Rate Limits" of the Security view: routes by how they are limited. Groups without routes are left out.
 *
 * @param root of the application: routes are found again by it and their id
 */
export function limitsTree(inventory: LimitInventory, root: string): readonly TreeNode[] {
  const { routes, source, complete, gaps, environment } = inventory;
  const groups = limitGroups.flatMap((words): readonly TreeNode[] => {
    const own = routes.filter(({ group }) => group === words.group);
    return own.length === 0 ? [] : [groupNode(words, own, root)];
  });
  const unlimited = routes.filter(({ group }) => group === 'unlimitedAuth' || group === 'apiUnlimited').length;
  return [
    {
      id: 'limits',
      label: 'Rate Limits',
      description: [
        routes.length === 1 ? '1 route' : `${routes.length} routes`,
        ...(unlimited === 0 ? [] : [`${unlimited} unlimited`]),
        ...(source === 'artisan' ? ['as artisan lists them'] : complete ? [] : ['not all could be read']),
      ].join(' · '),
      tooltip: [
        source === 'artisan'
          ? 'Routes as artisan route:list tells them.'
          : 'Routes as the code registers them; those of packages are not among them.',
        `Stores and proxies as in ${environment}.`,
        ...gaps,
      ].join('\n'),
      subject: { kind: 'app', root },
      ...(unlimited === 0 ? {} : { expanded: true }),
      ...(groups.length === 0 ? {} : { children: groups }),
    },
  ];
}

function groupNode(
  { group, label, tooltip, expanded, icon }: GroupWords,
  routes: readonly LimitedRoute[],
  root: string,
): TreeNode {
  return {
    id: `limits:${group}`,
    label,
    description: String(routes.length),
    tooltip,
    expanded,
    children: routes.map((route) => routeNode(route, icon, root)),
  };
}

function routeNode(route: LimitedRoute, icon: Icon, root: string): TreeNode {
  const { id, name, action, group, why, store, proxy, location, whole, limiters, source, login } = route;
  const abilities: Ability[] = [];
  if (whole !== undefined && group !== 'covered') abilities.push('canAddThrottle');
  if (route.uri !== undefined && route.methods.length > 0) abilities.push('canProveLimit');
  const counted = limiters.some(({ kind, redis }) => kind !== 'custom' && !redis);
  const troubled = proxy.state === 'forgeable' || proxy.state === 'shared';
  const words = group === 'covered' || limiters.length > 0 ? routeWords(route) : why;
  return {
    id: `route:${id}`,
    label: displayLine(routeTitle(route), 200),
    description: displayLine(
      troubled ? `${words} · ${proxy.state === 'shared' ? 'one address for all' : 'address can be forged'}` : words,
      200,
    ),
    tooltip: displayText(
      [
        why,
        ...limiters.map(limiterWords),
        ...(counted ? [store.why] : []),
        ...(proxy.state === 'notUsed' || limiters.length === 0 ? [] : [proxy.why]),
        ...(login.length === 0 ? [] : [`Asks who it is: ${login.join(', ')}.`]),
        `Answered by ${action}${name === undefined ? '' : `, named ${name}`}.`,
        ...(source === 'artisan' ? ['Told by artisan alone: it is not in the routes of the code that was read.'] : []),
      ]
        .map((line) => line.slice(0, 400).replaceAll('\n', ' '))
        .join('\n'),
    ),
    icon:
      group === 'covered' && (troubled || store.sharing === 'forgets')
        ? { id: 'warning', color: 'list.warningForeground' }
        : icon,
    abilities,
    subject: { kind: 'route', root, id },
    ...(location === undefined ? {} : { opens: { kind: 'file', file: location.file, range: location.range } }),
  };
}
