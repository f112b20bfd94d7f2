// The statements of the desk workload.
import { moment, now, word } from '../random.mjs';
import { DAY, ticketMorph } from './tables.mjs';

/** @typedef {import('../workload.mjs').Draw} Draw */

const ago = (/** @type {number} */ days) => moment(now - days * DAY);
/** Tenants are as busy as they have tickets. @param {Draw} d */
const busy = (d) => d.of('tickets', 'tenant_id') ?? 1;
/** @param {Draw} d */
const recent = (d) => Math.floor(d.row('tickets') ** 0.5 * d.row('tickets') ** 0.5);
/** A ticket's own tenant and column. @param {Draw} d @param {string} name */
const ofTicket = (d, name) => {
  const row = recent(d);
  return [d.of('tickets', 'tenant_id', row) ?? 1, d.of('tickets', name, row) ?? 1];
};

/** @type {import('../workload.mjs').Template[]} */
export const deskStatements = [
  [
    'tenants.bySlug',
    2_000,
    'select * from `tenants` where `slug` = ? limit 1',
    (d) => [d.of('tenants', 'slug', Number(busy(d)) - 1) ?? ''],
  ],
  ['agents.byEmail', 200, 'select * from `agents` where `email` = ? limit 1', (d) => [d.of('agents', 'email') ?? '']],
  ['agents.online', 600, 'select `id`, `email` from `agents` where `tenant_id` = ? and `online` = 1', (d) => [busy(d)]],
  [
    'contacts.byEmail',
    1_500,
    'select * from `contacts` where `tenant_id` = ? and `email` = ? limit 1',
    (d) => {
      const row = d.row('contacts');
      return [d.of('contacts', 'tenant_id', row) ?? 1, d.of('contacts', 'email', row) ?? ''];
    },
  ],
  [
    'contacts.byExternal',
    900,
    'select * from `contacts` where `tenant_id` = ? and `external_id` = ? limit 1',
    (d) => {
      const row = d.row('contacts');
      return [d.of('contacts', 'tenant_id', row) ?? 1, d.of('contacts', 'external_id', row) ?? 'none'];
    },
  ],
  [
    'contacts.search',
    250,
    'select `id`, `name`, `email` from `contacts` where `tenant_id` = ? and `name` like ? order by `name` asc limit 20',
    (d) => {
      const row = d.row('contacts');
      return [d.of('contacts', 'tenant_id', row) ?? 1, `${String(d.of('contacts', 'name', row)).slice(0, 3)}%`];
    },
  ],
  [
    'contacts.active',
    60,
    'select count(*) as aggregate from `contacts` where `tenant_id` = ? and `last_seen_at` >= ?',
    (d) => [busy(d), ago(d.one([1, 7, 30]))],
  ],
  [
    'contacts.page',
    80,
    'select * from `contacts` where `tenant_id` = ? order by `last_seen_at` desc limit 50 offset 0',
    (d) => [busy(d)],
  ],
  [
    'tickets.inbox',
    2_400,
    'select * from `tickets` where `tenant_id` = ? and `state` = ? order by `updated_at` desc limit 30',
    (d) => [busy(d), d.one(['open', 'open', 'pending'])],
  ],
  [
    'tickets.inboxCount',
    2_400,
    "select count(*) as aggregate from `tickets` where `tenant_id` = ? and `state` in ('open', 'pending')",
    (d) => [busy(d)],
  ],
  [
    'tickets.mine',
    1_200,
    "select * from `tickets` where `tenant_id` = ? and `agent_id` = ? and `state` in ('open', 'pending') order by `priority` desc, `due_at` asc limit 30",
    (d) => ofTicket(d, 'agent_id'),
  ],
  [
    'tickets.unassigned',
    700,
    "select * from `tickets` where `tenant_id` = ? and `agent_id` is null and `state` = 'open' order by `created_at` asc limit 30",
    (d) => [busy(d)],
  ],
  [
    'tickets.ofContact',
    800,
    'select * from `tickets` where `tenant_id` = ? and `contact_id` = ? order by `created_at` desc limit 10',
    (d) => ofTicket(d, 'contact_id'),
  ],
  [
    'tickets.overdue',
    120,
    "select `id`, `tenant_id` from `tickets` where `due_at` < ? and `state` in ('open', 'pending') order by `due_at` asc limit 100",
    () => [ago(0)],
  ],
  [
    'tickets.byState',
    150,
    'select `state`, count(*) as `count` from `tickets` where `tenant_id` = ? and `created_at` >= ? group by `state`',
    (d) => [busy(d), ago(d.one([7, 30]))],
  ],
  [
    'tickets.byChannel',
    30,
    'select `channel`, `priority`, count(*) as `count` from `tickets` where `tenant_id` = ? and `created_at` between ? and ? group by `channel`, `priority`',
    (d) => {
      const days = Math.floor(200 * d.next());
      return [busy(d), ago(days + 30), ago(days)];
    },
  ],
  [
    'tickets.keyset',
    100,
    'select * from `tickets` where `tenant_id` = ? and `id` < ? order by `id` desc limit 100',
    (d) => [busy(d), recent(d)],
  ],
  [
    'tickets.changed',
    240,
    'select * from `tickets` where `tenant_id` = ? and `updated_at` > ? order by `updated_at` asc limit 200',
    (d) => [busy(d), ago(1)],
  ],
  [
    'tickets.toClose',
    4,
    "select `id` from `tickets` where `state` = 'solved' and `updated_at` < ? limit 500",
    () => [ago(4)],
  ],
  [
    'tickets.duplicates',
    20,
    'select count(*) as aggregate from `tickets` where `tenant_id` = ? and `subject` like ?',
    (d) => [busy(d), `${word(d.row('tickets'), 20261142)}%`],
  ],
  [
    'tickets.tagged',
    300,
    "select `tickets`.* from `tickets` inner join `taggables` on `taggables`.`taggable_id` = `tickets`.`id` where `taggables`.`taggable_type` = 'ticket' and `taggables`.`tag_id` = ? and `tickets`.`tenant_id` = ? and `tickets`.`state` = ? order by `tickets`.`id` desc limit 30",
    (d) => [d.of('taggables', 'tag_id') ?? 1, busy(d), d.one(['open', 'closed'])],
  ],
  [
    'tickets.withLastMessage',
    200,
    "select `tickets`.*, (select max(`created_at`) from `messages` where `messages`.`ticket_id` = `tickets`.`id` and `internal` = 0) as `last_message_at` from `tickets` where `tenant_id` = ? and `state` = 'open' order by `id` desc limit 30",
    (d) => [busy(d)],
  ],
  [
    'tickets.unanswered',
    40,
    "select * from `tickets` where `tenant_id` = ? and `state` = 'open' and not exists (select * from `messages` where `messages`.`ticket_id` = `tickets`.`id` and `author_type` = 'agent') order by `id` asc limit 30",
    (d) => [busy(d)],
  ],
  [
    'agents.load',
    60,
    "select `agents`.`id`, count(*) as `count` from `agents` inner join `tickets` on `tickets`.`agent_id` = `agents`.`id` where `agents`.`tenant_id` = ? and `tickets`.`state` = 'open' group by `agents`.`id` order by `count` asc",
    (d) => [busy(d)],
  ],
  [
    'messages.ofTicket',
    3_000,
    'select * from `messages` where `messages`.`ticket_id` = ? order by `created_at` asc',
    (d) => [recent(d) + 1],
  ],
  [
    'messages.publicOfTickets',
    800,
    'select `id`, `ticket_id`, `created_at` from `messages` where `messages`.`ticket_id` in (?) and `internal` = 0',
    (d) => [Array.from({ length: 15 }, () => recent(d) + 1)],
  ],
  ['messages.undelivered', 720, 'select * from `messages` where `delivered_at` is null order by `id` asc limit 50'],
  [
    'messages.ofAuthor',
    40,
    'select count(*) as aggregate from `messages` where `tenant_id` = ? and `author_type` = ? and `author_id` = ?',
    (d) => {
      const row = d.row('messages');
      return [
        d.of('messages', 'tenant_id', row) ?? 1,
        d.of('messages', 'author_type', row) ?? '',
        d.of('messages', 'author_id', row) ?? 1,
      ];
    },
  ],
  [
    'messages.perDay',
    15,
    'select date(`created_at`) as `day`, count(*) as `count` from `messages` where `tenant_id` = ? and `created_at` >= ? group by date(`created_at`)',
    (d) => [busy(d), ago(14)],
  ],
  ['tags.ofTenant', 500, 'select * from `tags` where `tenant_id` = ? order by `name` asc', (d) => [busy(d)]],
  [
    'tags.ofTickets',
    2_000,
    'select `tags`.*, `taggables`.`taggable_id` as `pivot_taggable_id` from `tags` inner join `taggables` on `tags`.`id` = `taggables`.`tag_id` where `taggables`.`taggable_id` in (?) and `taggables`.`taggable_type` = ?',
    (d) => [Array.from({ length: 15 }, () => recent(d) + 1), ticketMorph],
  ],
  [
    'tags.popular',
    20,
    'select `tag_id`, count(*) as `count` from `taggables` inner join `tags` on `tags`.`id` = `taggables`.`tag_id` where `tags`.`tenant_id` = ? group by `tag_id` order by `count` desc limit 10',
    (d) => [busy(d)],
  ],
  [
    'events.ofContact',
    500,
    'select * from `events` where `tenant_id` = ? and `contact_id` = ? order by `created_at` desc limit 25',
    (d) => {
      const row = d.row('events');
      return [d.of('events', 'tenant_id', row) ?? 1, d.of('events', 'contact_id', row) ?? 1];
    },
  ],
  [
    'events.perType',
    90,
    'select `type`, count(*) as `count` from `events` where `tenant_id` = ? and `created_at` >= ? group by `type`',
    (d) => [busy(d), ago(d.one([1, 7]))],
  ],
  [
    'events.topPaths',
    30,
    "select `path`, count(*) as `count` from `events` where `tenant_id` = ? and `type` = 'page_view' and `created_at` >= ? group by `path` order by `count` desc limit 20",
    (d) => [busy(d), ago(d.one([1, 3]))],
  ],
  [
    'events.errors',
    60,
    "select * from `events` where `type` = 'error' and `created_at` >= ? order by `created_at` desc limit 100",
    () => [ago(1)],
  ],
  [
    'events.visitors',
    20,
    'select count(distinct `contact_id`) as aggregate from `events` where `tenant_id` = ? and `created_at` >= ?',
    (d) => [busy(d), ago(7)],
  ],
  [
    'events.underPath',
    25,
    'select count(*) as aggregate from `events` where `tenant_id` = ? and `path` like ? and `created_at` >= ?',
    (d) => {
      const row = d.row('events');
      return [
        d.of('events', 'tenant_id', row) ?? 1,
        `${String(d.of('events', 'path', row))
          .split('/')
          .slice(0, 2)
          .join('/')}/%`,
        ago(14),
      ];
    },
  ],
  [
    'events.prune',
    12,
    'select `id` from `events` where `created_at` < ? order by `created_at` asc limit 1000',
    () => [ago(90)],
  ],
  [
    'deliveries.due',
    3_600,
    "select * from `deliveries` where `status` = 'queued' and `next_try_at` <= ? order by `next_try_at` asc limit 20",
    () => [ago(0)],
  ],
  [
    'deliveries.failed',
    20,
    "select * from `deliveries` where `tenant_id` = ? and `status` = 'failed' order by `id` desc limit 25",
    (d) => [busy(d)],
  ],
  [
    'deliveries.prune',
    4,
    "select `id` from `deliveries` where `created_at` < ? and `status` = 'sent' limit 1000",
    () => [ago(13.9)],
  ],
  ['custom.ofTicket', 1_500, 'select * from `custom_values` where `ticket_id` = ?', (d) => [recent(d) + 1]],
  [
    'custom.withValue',
    60,
    'select `ticket_id` from `custom_values` where `tenant_id` = ? and `field_id` = ? and `value` = ? limit 50',
    (d) => {
      const row = d.row('custom_values');
      return [
        d.of('custom_values', 'tenant_id', row) ?? 1,
        d.of('custom_values', 'field_id', row) ?? 1,
        d.of('custom_values', 'value', row) ?? '',
      ];
    },
  ],
];
