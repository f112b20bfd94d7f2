import { asString, at } from '../../../laravel/value';
import { keyLocation, writtenArray } from '../../arrayAt';
import { storeConnections } from '../../redisPlacement';
import type { Rule } from '../../rule';

/** What belongs into a connection of `database.redis`. CacheManager::createRedisDriver reads none of it, in no version. */
const connectionSettings = [
  'client',
  'cluster',
  'options',
  'default',
  'url',
  'scheme',
  'host',
  'port',
  'username',
  'password',
  'database',
];

/** CAC009: a redis cache store holds settings of a redis connection, which nothing reads there. */
export const storeSettingsWithoutEffect: Rule = {
  code: 'CAC009',
  slug: 'store-settings-without-effect',
  area: 'cachingStrategy',
  severity: 'information',
  title: 'Redis settings where nothing reads them',
  *check(context) {
    const { project } = context;
    const stores = project.config.get('cache.stores');
    if (stores.kind !== 'array') return;
    for (const [name, { value }] of stores.entries) {
      if (asString(at(value, 'driver')) !== 'redis' || value.kind !== 'array') continue;
      const idle = [...value.entries.keys()].filter((key) => connectionSettings.includes(key));
      const [first] = idle;
      const array = first === undefined ? undefined : writtenArray(context, value);
      const location = first === undefined || array === undefined ? undefined : keyLocation(array, first);
      if (location === undefined) continue;
      const connection = storeConnections(project, name)?.data;
      const from = connection === undefined ? 'its connection' : `connection \`${connection}\``;
      yield {
        rule: 'CAC009',
        severity: 'information',
        message: `${idle.map((key) => `\`${key}\``).join(', ')} in cache store \`${name}\` ${idle.length === 1 ? 'has' : 'have'} no effect: its server is that of ${from} in config/database.php.`,
        location,
        related: [],
        fixes: [],
      };
    }
  },
};
