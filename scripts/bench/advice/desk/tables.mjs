// The tables of the desk workload.
import { hex, moment, noise, now, weighted, word, words, zipf } from '../random.mjs';
import { column, table } from '../workload.mjs';

export const DAY = 86_400;
const bigint = 'bigint unsigned not null';
const tenant = 'int unsigned not null';
const time = 'datetime null';
export const ticketMorph = 'ticket';

/** @param {number} scale @param {number} seed @returns {import('../workload.mjs').Table[]} */
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
