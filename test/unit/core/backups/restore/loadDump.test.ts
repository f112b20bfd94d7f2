import { describe, expect, test } from 'vitest';
import type { LoadOptions, LoadReport } from '../../../../../src/core/backups/restore/load';
import { loadDump } from '../../../../../src/core/backups/restore/loadDump';
import { dumpOf, fakeServer, refusal, type FakeAnswers, type FakeServer } from './fakeBulk';

const orders =
  'CREATE TABLE `orders` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `note` varchar(20) DEFAULT NULL,\n  `user_id` int NOT NULL,\n  PRIMARY KEY (`id`),\n  KEY `note` (`note`),\n  KEY `user` (`user_id`),\n  CONSTRAINT `of_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)\n) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4;\n';
const users =
  'CREATE TABLE `users` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n';
const rows = "INSERT INTO `orders` VALUES (1,'a',1),(2,NULL,1);\n";

/** More rows than one group takes. */
const many = (text: string): string =>
  Array.from({ length: 6 }, (_, n) => `INSERT INTO \`orders\` VALUES (${n},'${text.repeat(1_000_000)}',1);\n`).join('');

async function load(
  sql: string,
  answers: FakeAnswers = {},
  options: Partial<LoadOptions> = {},
  chunk = 50_000,
): Promise<{ report: LoadReport; server: FakeServer }> {
  const server = fakeServer(answers);
  const report = await loadDump(dumpOf(sql, chunk), server.target, {
    signal: new AbortController().signal,
    sessions: 1,
    ...options,
  });
  return { report, server };
}

/** What was sent but for settings and ends of transactions, each cut to its beginning. */
const sent = ({ said }: FakeServer, length = 60): string[] =>
  said
    .map((line) => line.slice(3))
    .filter((line) => !/^(?:SET|COMMIT)/.test(line))
    .map((line) => line.replaceAll(/\s+/g, ' ').slice(0, length));

describe('loading a dump', () => {
  test('a small table is made whole, then its rows, then foreign keys', async () => {
    const { server, report } = await load(users + orders + rows);
    expect(sent(server, 2_000)).toEqual([
      expect.stringMatching(
        /^CREATE TABLE `orders` .*KEY `note` .*KEY `user` \(`user_id`\) \) ENGINE=InnoDB AUTO_INCREMENT=9/,
      ),
      expect.stringMatching(/^LOAD DATA LOCAL INFILE .* \(`id`, `note`, `user_id`\) << \(1,'a',1\),\(2,NULL,1\)$/),
      expect.stringContaining('CREATE TABLE `users`'),
      'ALTER TABLE `orders` ADD CONSTRAINT `of_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)',
    ]);
    expect(report.tables).toMatchObject([
      { name: 'users', dumpRows: 0, rows: 0 },
      { name: 'orders', dumpRows: 2, rows: 2, method: 'localInfile' },
    ]);
    expect(server.closed).toEqual([1]);
  });

  test('a large table gets its indexes in one statement behind its rows', async () => {
    const { server, report } = await load(orders + many('x'));
    const order = sent(server, 200);
    expect(order[0]).not.toContain('KEY `note`');
    expect(order.filter((line) => line.startsWith('LOAD DATA'))).toHaveLength(2);
    expect(order.slice(-2)).toEqual([
      'ALTER TABLE `orders` ADD KEY `note` (`note`), ADD KEY `user` (`user_id`)',
      expect.stringContaining('FOREIGN KEY'),
    ]);
    expect(report.tables).toMatchObject([{ rows: 6 }]);
  });

  test('the session is as the dump says', async () => {
    const { server } = await load(
      `/*!40101 SET NAMES latin1 */;\n/*!40103 SET TIME_ZONE='+02:00' */;\n${orders}${rows}`,
    );
    const settings = server.said.find((line) => line.includes('character_set_client'));
    expect(settings).toContain("character_set_client = 'latin1'");
    expect(settings).toContain("time_zone = '+02:00'");
    expect(server.said.find((line) => line.includes('LOAD DATA'))).toContain('CHARACTER SET latin1');
    expect(server.said[0]).toContain('foreign_key_checks = 0');
    expect(server.said.join()).not.toContain('sql_log_bin');
  });

  test.each([
    ['the server does not take it', {}, { localInfile: false }],
    ['it is not wanted', { localInfile: false }, {}],
  ])('rows go as they are written where %s', async (_, options, answers) => {
    const { server, report } = await load(orders + rows, answers, options);
    expect(sent(server)).toContain(rows.trim().slice(0, -1));
    expect(report.tables).toMatchObject([{ method: 'statements', rows: 2 }]);
  });

  test.each([
    ["(1,_utf8mb4 'a',1)"],
    ["(1,'100\\%',1)"],
    ['(1,0x41,1)'],
    ['(1,TRUE,1)'],
    ["(1,'a' 'b',1)"],
    ['(1,2,1)'],
  ])('%s goes as it is written', async (row) => {
    const { server } = await load(`${orders}INSERT INTO \`orders\` VALUES ${row};\n`, {
      answer: (line) => (line.startsWith('INSERT') ? { affectedRows: 1 } : undefined),
    });
    expect(sent(server)).toContain(`INSERT INTO \`orders\` VALUES ${row}`);
    expect(sent(server).join()).not.toContain('LOAD DATA');
  });

  test.each([
    ['a warning', { warnings: 1 }],
    ['a row too few', { affectedRows: 1 }],
  ])('after %s the group is taken back and sent as it is written', async (_, answer) => {
    const { server, report } = await load(orders + rows, {
      answer: (line) => (line.startsWith('LOAD') ? answer : undefined),
    });
    const at = server.said.findIndex((line) => line.includes('LOAD DATA'));
    expect(server.said.slice(at + 1, at + 4)).toEqual(['1: ROLLBACK', `1: ${rows.trim().slice(0, -1)}`, '1: COMMIT']);
    expect(report.tables).toMatchObject([{ method: 'statements', rows: 2 }]);
  });

  test('and so it is after a refusal, once a table', async () => {
    const { server } = await load(orders + many('y'), {
      answer(line) {
        if (line.startsWith('LOAD')) throw refusal('server');
        return undefined;
      },
    });
    expect(sent(server).filter((line) => line.startsWith('LOAD DATA'))).toHaveLength(1);
    expect(sent(server).filter((line) => line.startsWith('INSERT'))).toHaveLength(6);
  });

  test('a count that differs rejects', async () => {
    await expect(
      load(orders + rows, {
        localInfile: false,
        answer: (line) => (line.startsWith('INSERT') ? { affectedRows: 1 } : undefined),
      }),
    ).rejects.toMatchObject({
      reason: 'rowsDiffer',
      message: 'Table orders has 2 rows in the dump, and the server took 1.',
    });
  });

  test('errors say what was done, what is safe and what to do', async () => {
    const server = fakeServer({
      answer(line) {
        if (line.startsWith('INSERT')) throw refusal('diskFull', 'The table is full.');
        return undefined;
      },
    });
    const work = loadDump(dumpOf(orders + rows), server.target, {
      signal: new AbortController().signal,
      localInfile: false,
    });
    await expect(work).rejects.toMatchObject({
      reason: 'diskFull',
      message: 'Loading table orders failed. The table is full.',
      advice: { safe: expect.stringContaining('live'), next: expect.stringContaining('Make room') },
    });
    expect(server.closed.toSorted((one, other) => one - other)).toEqual([1, 2]);
  });

  test('views wait for views, and what never comes is missing with its definition', async () => {
    const there = new Set<string>();
    const { report } = await load(
      'CREATE VIEW `a` AS SELECT * FROM `b`;\nCREATE VIEW `b` AS SELECT * FROM `c`;\nCREATE VIEW `c` AS SELECT 1 AS x;\nCREATE VIEW `d` AS SELECT * FROM `nowhere`;\n',
      {
        answer(line) {
          const [, name = '', needs] = /^CREATE VIEW `(\w)` AS SELECT (?:\* FROM `(\w+)`)?/.exec(line) ?? [];
          if (needs !== undefined && !there.has(needs)) throw refusal('server', `no ${needs}`);
          there.add(name);
          return undefined;
        },
      },
    );
    expect(report.views).toEqual(['c', 'b', 'a']);
    expect(report.missing).toEqual([
      { kind: 'view', name: 'd', sql: 'CREATE VIEW `d` AS SELECT * FROM `nowhere`', why: 'no nowhere' },
    ]);
  });

  test('rows that stand in two places are all loaded', async () => {
    const { report } = await load(
      `${users}${orders}${rows}INSERT INTO \`users\` VALUES (1);\nINSERT INTO \`orders\` VALUES (3,'c',1);\n`,
    );
    expect(report.tables).toMatchObject([
      { name: 'users', rows: 1 },
      { name: 'orders', rows: 3 },
    ]);
  });

  test('the report is the same however the bytes come', async () => {
    const sql = `${users}${orders}${rows}INSERT INTO \`users\` VALUES (1);\nCREATE VIEW \`v\` AS SELECT 1 AS x;\n`;
    const { report } = await load(sql);
    for (const chunk of [1, 7, 64]) {
      const other = await load(sql, {}, {}, chunk);
      expect(other.report.tables.map(({ name, rows: count }) => [name, count])).toEqual(
        report.tables.map(({ name, rows: count }) => [name, count]),
      );
      expect(other.report.views).toEqual(['v']);
    }
  });

  test('rows without their table reject', async () => {
    await expect(load(rows)).rejects.toMatchObject({ reason: 'noTable' });
  });

  test('a failing source rejects with its own words, and sessions are closed', async () => {
    const server = fakeServer();
    const dump = dumpOf(orders + rows);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(orders);
      await Promise.resolve();
      throw refusal('unreadable', 'The archive is damaged.');
    }
    await expect(
      loadDump({ ...dump, chunks: broken() }, server.target, { signal: new AbortController().signal }),
    ).rejects.toMatchObject({ reason: 'unreadable' });
    expect(server.closed).toHaveLength(2);
  });

  test('cancelling rejects as cancelled', async () => {
    const cancel = new AbortController();
    const server = fakeServer({
      answer() {
        cancel.abort();
        return undefined;
      },
    });
    await expect(loadDump(dumpOf(orders + many('z')), server.target, { signal: cancel.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
  });
});
