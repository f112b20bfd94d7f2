// A helpdesk for many companies in one database: every table and statement carries tenant_id, one tenant has a fifth of everything and
// most have nothing; tags and custom values hang on anything, events come by the second and are deleted after 90 days.
import { hex, moment, noise, now, weighted, word, words, zipf } from './random.mjs';
import { column, queriesOf, table } from './workload.mjs';

const DAY = 86_400;
const bigint = 'bigint unsigned not null';
const tenant = 'int unsigned not null';
const time = 'datetime null';
const ticketMorph = 'ticket';

/** @param {number} scale @param {number} seed @returns {import('./workload.mjs').Table[]} */
export function deskTables(scale, seed) {
  const at = (/** @type {number} */ salt) => (/** @type {number} */ row) => noise(row, seed + salt);
  const n = (/** @type {number} */ full) => Math.max(50, Math.round(full * scale));
  const tenants = 400;
  const [contacts, tickets, messages, events] = [n(200_000), n(300_000), n(900_000), n(800_000)];
  const owner = zipf(tenants, 1.05);
  const agents = 2_400;
  const contactTenant = (/** @type {number} */ row) => owner(at(1)(row));
  const opened = (/** @type {number} */ row) =>
    now - 900 * DAY * (1 - ((row + 1) / tickets) ** 0.7) - at(10)(row) * 200;
  const ticketContact = (/** @type {number} */ row) => Math.floor(contacts * at(13)(row) ** 1.6);
  const ticketTenant = (/** @type {number} */ row) => contactTenant(ticketContact(row));
  const age = (/** @type {number} */ row) => (now - opened(row)) / DAY;
  const young = weighted([
    ['open', 45],
    ['pending', 25],
    ['solved', 20],
    ['spam', 10],
  ]);
  const old = weighted([
    ['closed', 93],
    ['spam', 6],
    ['open', 0.6],
    ['pending', 0.4],
  ]);
  const state = (/** @type {number} */ row) => (age(row) < 10 ? young : old)(at(12)(row));
  const ticketOf = (/** @type {number} */ message) =>
    Math.min(tickets - 1, Math.floor(tickets * ((message + 3 * at(30)(message)) / (messages + 3))));
  const happened = (/** @type {number} */ row) => now - 92 * DAY * (1 - row / events) - at(50)(row) * 5;
  /** More than half of the visitors are known. */
  const visitor = (/** @type {number} */ row) => (at(52)(row) < 0.45 ? null : Math.floor(contacts * at(53)(row) ** 2));
  const tagged = n(400_000);
  const type = weighted([
    ['page_view', 80],
    ['search', 12],
    ['chat_opened', 5],
    ['form_sent', 2.5],
    ['error', 0.5],
  ]);

  return [
    table('tenants', tenants, {
      id: column(tenant, (row) => row + 1),
      slug: column('varchar(60) not null', (row) => `${word(row, seed)}-${row}`),
      plan: column('varchar(20) not null', (row) =>
        weighted([
          ['free', 70],
          ['team', 24],
          ['enterprise', 6],
        ])(at(60)(row)),
      ),
    }),
    table('agents', agents, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => owner(at(61)(row)) + 1),
      email: column('varchar(191) not null', (row) => `${word(row, seed + 62)}.${row}@desk.test`),
      online: column('tinyint(1) not null', (row) => (at(63)(row) < 0.1 ? 1 : 0)),
    }),
    table('contacts', contacts, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => contactTenant(row) + 1),
      email: column(
        'varchar(191) not null',
        (row) => `${word(row, seed + 2)}${row % 5_000}@${at(3)(row) < 0.5 ? 'gmail.test' : 'corp.test'}`,
      ),
      name: column('varchar(191) not null', (row) => words(row, seed + 2, 2)),
      external_id: column('varchar(64) null', (row) => (at(4)(row) < 0.5 ? null : hex(row, seed + 5, 20))),
      attributes: column('json not null', (row) =>
        JSON.stringify({ plan: at(6)(row) < 0.8 ? 'free' : 'paid', seats: Math.floor(40 * at(7)(row) ** 3) }),
      ),
      last_seen_at: column(time, (row) => (at(8)(row) < 0.3 ? null : moment(now - 400 * DAY * at(9)(row) ** 3))),
    }),
    table('tickets', tickets, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => ticketTenant(row) + 1),
      contact_id: column(bigint, (row) => ticketContact(row) + 1),
      agent_id: column('bigint unsigned null', (row) =>
        age(row) < 2 && at(14)(row) < 0.4 ? null : Math.floor(agents * at(15)(row) ** 1.5) + 1,
      ),
      channel: column('varchar(16) not null', (row) =>
        weighted([
          ['email', 60],
          ['chat', 30],
          ['phone', 7],
          ['api', 3],
        ])(at(16)(row)),
      ),
      state: column('varchar(16) not null', state),
      priority: column('tinyint not null', (row) => Math.floor(4 * at(17)(row) ** 2)),
      subject: column('text not null', (row) => `${at(18)(row) < 0.4 ? 'Re: ' : ''}${words(row, seed + 19, 6)}`),
      due_at: column(time, (row) =>
        state(row) === 'open' || state(row) === 'pending' ? moment(opened(row) + 6 * DAY * at(20)(row)) : null,
      ),
      created_at: column(time, (row) => moment(opened(row))),
      updated_at: column(time, (row) => moment(Math.min(now, opened(row) + 8 * DAY * at(21)(row) ** 2))),
    }),
    table('messages', messages, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => ticketTenant(ticketOf(row)) + 1),
      ticket_id: column(bigint, (row) => ticketOf(row) + 1),
      author_type: column('varchar(16) not null', (row) =>
        at(31)(row) < 0.5 ? 'contact' : at(31)(row) < 0.93 ? 'agent' : 'bot',
      ),
      author_id: column(bigint, (row) => Math.floor((at(31)(row) < 0.5 ? contacts : agents) * at(32)(row) ** 1.6) + 1),
      internal: column('tinyint(1) not null', (row) => (at(33)(row) < 0.12 ? 1 : 0)),
      body: column('text not null', (row) => words(row, seed + 34, 20)),
      delivered_at: column(time, (row) =>
        row > messages * 0.9995 ? null : moment(Math.min(now, opened(ticketOf(row)) + DAY * at(35)(row))),
      ),
      created_at: column(time, (row) => moment(Math.min(now, opened(ticketOf(row)) + DAY * at(35)(row)))),
    }),
    table('tags', 3_000, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => owner(at(64)(row)) + 1),
      name: column('varchar(60) not null', (row) => `${word(row, seed + 65)}${row % 7}`),
    }),
    table('taggables', tagged, {
      id: column(bigint, (row) => row + 1),
      tag_id: column(bigint, (row) => zipf(3_000, 0.9)(at(66)(row)) + 1),
      taggable_type: column('varchar(32) not null', (row) => (at(67)(row) < 0.85 ? ticketMorph : 'contact')),
      taggable_id: column(bigint, (row) => Math.floor((at(67)(row) < 0.85 ? tickets : contacts) * at(68)(row)) + 1),
    }),
    table('events', events, {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => {
        const known = visitor(row);
        return (known === null ? owner(at(51)(row)) : contactTenant(known)) + 1;
      }),
      contact_id: column('bigint unsigned null', (row) => {
        const known = visitor(row);
        return known === null ? null : known + 1;
      }),
      type: column('varchar(32) not null', (row) => type(at(54)(row))),
      path: column(
        'varchar(255) not null',
        (row) => `/${word(Math.floor(60 * at(55)(row) ** 2), seed + 56)}/${Math.floor(500 * at(57)(row) ** 3)}`,
      ),
      data: column('json null', (row) =>
        at(58)(row) < 0.7 ? null : JSON.stringify({ ms: Math.floor(900 * at(59)(row)) }),
      ),
      created_at: column(time, (row) => moment(happened(row))),
    }),
    table('deliveries', n(60_000), {
      id: column(bigint, (row) => row + 1),
      tenant_id: column(tenant, (row) => owner(at(70)(row)) + 1),
      status: column('varchar(16) not null', (row) =>
        row > n(60_000) * 0.99 ? 'queued' : at(71)(row) < 0.02 ? 'failed' : 'sent',
      ),
      attempts: column('tinyint not null', (row) => (at(71)(row) < 0.02 ? 5 : 1)),
      next_try_at: column(time, (row) => (row > n(60_000) * 0.99 ? moment(now - 600 + 1_800 * at(72)(row)) : null)),
      created_at: column(time, (row) => moment(now - 14 * DAY * (1 - row / n(60_000)))),
    }),
    table(
      'custom_values',
      n(350_000),
      {
        tenant_id: column(tenant, (row) => ticketTenant(row % tickets) + 1),
        field_id: column(
          'int unsigned not null',
          (row) => Math.floor(row / tickets) * 40 + Math.floor(40 * at(73)(row) ** 2) + 1,
        ),
        ticket_id: column(bigint, (row) => (row % tickets) + 1),
        value: column('text not null', (row) =>
          at(74)(row) < 0.5 ? word(Math.floor(30 * at(75)(row) ** 2), seed + 76) : words(row, seed + 77, 3),
        ),
      },
      '`ticket_id`, `field_id`',
    ),
  ];
}

/** @typedef {import('./workload.mjs').Draw} Draw */

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

/** @type {import('./workload.mjs').Template[]} */
const templates = [
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
    queries: queriesOf(tables, seed, templates),
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
