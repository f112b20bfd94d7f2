import { at } from '../../../laravel/value';
import { keyLocation, writtenArray } from '../../arrayAt';
import type { Rule } from '../../rule';

/** LBS011: a connection with servers to read from and none to write to. */
export const readWithoutWrite: Rule = {
  code: 'LBS011',
  slug: 'read-without-write',
  area: 'loadBalancing',
  severity: 'error',
  title: 'read without write',
  *check(context) {
    const connections = context.project.config.get('database.connections');
    if (connections.kind !== 'array') return;
    for (const [name, { value }] of connections.entries) {
      if (value.kind !== 'array' || at(value, 'read').kind !== 'array') continue;
      const write = at(value, 'write');
      if (write.kind !== 'absent' && !(write.kind === 'known' && write.value === null)) continue;
      const array = writtenArray(context, value);
      const whole = array?.expression.items.every(({ spread }) => !spread) === true;
      const location = array === undefined ? undefined : keyLocation(array, 'read');
      if (location === undefined || !whole) continue;
      yield {
        rule: 'LBS011',
        severity: 'error',
        message: `Connection \`${name}\` has \`read\` and no \`write\`: Laravel asks for both, and the first query on it fails.`,
        location,
        related: [],
        fixes: [],
      };
    }
  },
};
