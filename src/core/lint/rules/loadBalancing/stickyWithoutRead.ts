import { asBoolean, at } from '../../../laravel/value';
import { keyLocation, writtenArray } from '../../arrayAt';
import type { Rule } from '../../rule';

/** LBS010: `sticky` on a connection that reads and writes on one server. */
export const stickyWithoutRead: Rule = {
  code: 'LBS010',
  slug: 'sticky-without-read',
  area: 'loadBalancing',
  severity: 'hint',
  title: 'sticky without a read server',
  *check(context) {
    const connections = context.project.config.get('database.connections');
    if (connections.kind !== 'array') return;
    for (const [name, { value }] of connections.entries) {
      if (value.kind !== 'array' || asBoolean(at(value, 'sticky')) !== true) continue;
      const read = at(value, 'read');
      if (read.kind !== 'absent' && !(read.kind === 'known' && read.value === null)) continue;
      const array = writtenArray(context, value);
      // An item that is spread into the array may bring `read`.
      const whole = array?.expression.items.every(({ spread }) => !spread) === true;
      const location = array === undefined ? undefined : keyLocation(array, 'sticky');
      if (location === undefined || !whole) continue;
      yield {
        rule: 'LBS010',
        severity: 'hint',
        message: `\`sticky\` has no effect on connection \`${name}\`: it has no \`read\`, so reads and writes go to one server.`,
        location,
        related: [],
        fixes: [],
      };
    }
  },
};
