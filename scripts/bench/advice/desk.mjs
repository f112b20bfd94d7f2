// A helpdesk for many companies in one database: every table and statement carries tenant_id, one tenant has a fifth of everything and
// most have nothing; tags and custom values hang on anything, events come by the second and are deleted after 90 days.
import { deskStatements } from './desk/statements.mjs';
import { deskTables } from './desk/tables.mjs';
import { queriesOf } from './workload.mjs';

/** @type {import('./workload.mjs').Writes[]} */
const writes = [
  {
    table: 'contacts',
    insertsPerHour: 200,
    deletesPerHour: 5,
    updates: [
      { columns: ['last_seen_at'], perHour: 4_000 },
      { columns: ['name', 'attributes'], perHour: 150 },
    ],
  },
  {
    table: 'tickets',
    insertsPerHour: 500,
    deletesPerHour: 0,
    updates: [
      { columns: ['updated_at'], perHour: 1_500 },
      { columns: ['state', 'due_at', 'updated_at'], perHour: 1_200 },
      { columns: ['agent_id', 'updated_at'], perHour: 450 },
    ],
  },
  {
    table: 'messages',
    insertsPerHour: 1_500,
    deletesPerHour: 0,
    updates: [{ columns: ['delivered_at'], perHour: 1_500 }],
  },
  { table: 'taggables', insertsPerHour: 700, deletesPerHour: 100, updates: [] },
  { table: 'events', insertsPerHour: 9_000, deletesPerHour: 9_000, updates: [] },
  {
    table: 'deliveries',
    insertsPerHour: 4_000,
    deletesPerHour: 4_000,
    updates: [{ columns: ['status', 'attempts', 'next_try_at'], perHour: 4_500 }],
  },
  { table: 'custom_values', insertsPerHour: 600, deletesPerHour: 0, updates: [{ columns: ['value'], perHour: 200 }] },
];

/**
 * @param {number} scale 1: 300,000 tickets, 900,000 messages
 * @param {number} seed
 * @returns {import('./workload.mjs').Workload}
 */
export function desk(scale, seed) {
  const tables = deskTables(scale, seed);
  return {
    name: 'desk',
    scale,
    seed,
    tables,
    queries: queriesOf(tables, seed, deskStatements),
    writes,
    usual: [
      ['agents', 'tenant_id'],
      ['contacts', 'tenant_id'],
      ['tickets', 'tenant_id'],
      ['tickets', 'contact_id'],
      ['tickets', 'agent_id'],
      ['messages', 'tenant_id'],
      ['messages', 'ticket_id'],
      ['tags', 'tenant_id'],
      ['taggables', 'tag_id'],
      ['taggables', 'taggable_type', 'taggable_id'],
      ['events', 'tenant_id'],
      ['events', 'contact_id'],
      ['deliveries', 'tenant_id'],
      ['custom_values', 'tenant_id'],
    ],
  };
}
