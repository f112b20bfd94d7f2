import type { Fix, Location } from '../../../finding';
import { asBoolean, asString, at } from '../../../laravel/value';
import { addItem, keyLocation, type WrittenArray, writtenArray } from '../../arrayAt';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { writtenValue } from '../../written';
import { hostsOf } from './readWrite';

/** LBS008: reads go to another server than writes, also right after a write. */
export const readReplicaNotSticky: Rule = {
  code: 'LBS008',
  slug: 'read-replica-not-sticky',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'Reads that miss their own writes',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { config } = environment.project;
      const name = asString(config.get('database.default')) ?? '';
      const connection = config.get(`database.connections.${name}`);
      const array = writtenArray(context, connection);
      const location = array === undefined ? undefined : keyLocation(array, 'read');
      if (connection.kind !== 'array' || array === undefined || location === undefined) continue;
      const sticky = at(connection, 'sticky');
      if (sticky.kind === 'unknown' || (sticky.kind === 'known' && asBoolean(sticky) !== false)) continue;
      const read = hostsOf(connection, 'read');
      const write = hostsOf(connection, 'write');
      if (read === undefined || write === undefined || !read.written || !write.written) continue;
      const other = [...read.hosts].find((host) => !write.hosts.has(host));
      if (other === undefined) continue;
      yield {
        rule: 'LBS008',
        severity: 'warning',
        message: `Connection \`${name}\` reads from ${other} and writes to ${[...write.hosts].join(', ')}: a request may not see what it has just written.`,
        location,
        related: saysProduction(production, location),
        fixes: fixes(environment, name, array, location),
      };
    }
  },
};

function fixes(
  environment: EvaluatedEnvironment,
  name: string,
  array: WrittenArray,
  { file }: Location,
): readonly Fix[] {
  const path = `database.connections.${name}.sticky`;
  if (environment.project.config.get(path).kind === 'absent') return [addItem(array, "'sticky' => true", true)];
  const written = writtenValue(environment, path);
  if (written === undefined) return [];
  const { location, origin } = written;
  const title = location.file === file ? "Set 'sticky' => true" : `Set ${origin.envKey ?? 'sticky'}=true`;
  const edits = [{ range: location.range, newText: 'true' }];
  return [{ title, preferred: true, edits: [{ file: location.file, edits }] }];
}
