import { eventFields } from '../event';
import { eventOfName, eventSlug } from '../eventNames';
import type { AuditTableKind } from './auditTable';
import { actorOf, changedNames, rowEvent, subjectOf } from './rowEvent';

const text = (column: string) => ({ name: column, column, reads: 'text' }) as const;
const member = (name: string) => ({ name, column: 'properties', reads: 'member', path: `$.${name}` }) as const;

/**
 * spatie/laravel-activitylog 3 to 5: one row an activity, logged by hand (its description says what) or for a change of a
 * model. Version 4 added `event` and `batch_uuid`, version 5 moved changes from `properties` to `attribute_changes`. Of
 * changes only the names of the attributes are asked for; ip and user agent are there where the application puts them
 * into the properties.
 */
export const activityLog: AuditTableKind = {
  package: 'spatie/laravel-activitylog',
  needs: ['id', 'description', 'subject_type', 'causer_id'],
  fields: [
    text('log_name'),
    text('description'),
    text('event'),
    text('subject_type'),
    text('subject_id'),
    text('causer_type'),
    text('causer_id'),
    { name: 'created_at', column: 'created_at', reads: 'time' },
    { name: 'new', column: 'properties', reads: 'keys', path: '$.attributes' },
    { name: 'old', column: 'properties', reads: 'keys', path: '$.old' },
    { name: 'newChanges', column: 'attribute_changes', reads: 'keys', path: '$.attributes' },
    { name: 'oldChanges', column: 'attribute_changes', reads: 'keys', path: '$.old' },
    member('ip'),
    member('ip_address'),
    member('user_agent'),
  ],
  events(row, position, source, zone) {
    const description = row['description'] ?? '';
    const names = changedNames(row, 'newChanges', 'oldChanges', 'new', 'old');
    const subject = subjectOf(row['subject_type'], row['subject_id']);
    const named = row['event'] ?? (modelEvents.has(description) ? description : undefined);
    // Version 3 has no event: by default the description of a change is its event.
    const event =
      named === undefined ? eventFields(description).event : (eventOfName(named) ?? eventSlug(named).slice(0, 64));
    return [
      rowEvent(
        { position, source, zone },
        row['created_at'],
        `${description}${subject === '' ? '' : ` ${subject}`}${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
        {
          event,
          level: 'info',
          user: actorOf(row['causer_type'], row['causer_id']),
          ip: row['ip'] ?? row['ip_address'],
          userAgent: row['user_agent']?.slice(0, 512),
        },
      ),
    ];
  },
};

const modelEvents = new Set(['created', 'updated', 'deleted', 'restored']);
