import { eventOfName, eventSlug } from '../eventNames';
import { routeOf } from '../formats/requestTarget';
import type { AuditTableKind } from './auditTable';
import { actorOf, changedNames, rowEvent, subjectOf } from './rowEvent';

const text = (column: string) => ({ name: column, column, reads: 'text' }) as const;

/**
 * owen-it/laravel-auditing 9 to 14: one row a change of a model. Of old and new values only the names of the attributes are
 * asked for.
 *
 * @param actor `audit.user.morph_prefix`: columns "<prefix>_type" and "<prefix>_id"
 */
export function auditing(actor: string): AuditTableKind {
  return {
    package: 'owen-it/laravel-auditing',
    needs: ['id', 'event', 'auditable_type'],
    fields: [
      { ...text(`${actor}_type`), name: 'actor_type' },
      { ...text(`${actor}_id`), name: 'actor_id' },
      text('event'),
      text('auditable_type'),
      text('auditable_id'),
      text('url'),
      text('ip_address'),
      text('user_agent'),
      { name: 'created_at', column: 'created_at', reads: 'time' },
      { name: 'old', column: 'old_values', reads: 'keys' },
      { name: 'new', column: 'new_values', reads: 'keys' },
    ],
    events(row, position, source, zone) {
      const written = row['event'] ?? '';
      const names = changedNames(row, 'new', 'old');
      const subject = subjectOf(row['auditable_type'], row['auditable_id']);
      const url = row['url'];
      // On the command line it is the command, "artisan orders:prune".
      const isUrl = url !== undefined && /^https?:\/\//i.test(url);
      return [
        rowEvent(
          { position, source, zone },
          row['created_at'],
          `${written} ${subject}${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
          {
            event: eventOfName(written) ?? eventSlug(written).slice(0, 64),
            level: 'info',
            user: actorOf(row['actor_type'], row['actor_id']),
            ip: row['ip_address'],
            userAgent: row['user_agent']?.slice(0, 512),
            route: isUrl ? routeOf(url) : undefined,
          },
        ),
      ];
    },
  };
}
