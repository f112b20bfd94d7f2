import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferIndexes } from '../../../../../src/core/backups/dump/tableDefinition';

const table = (...lines: readonly string[]): string =>
  `CREATE TABLE \`t\` (\n  ${lines.join(',\n  ')}\n) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COMMENT='a, (b) KEY'`;

const id = '`id` bigint unsigned NOT NULL AUTO_INCREMENT';
const primary = 'PRIMARY KEY (`id`)';

describe('deferring indexes', () => {
  it('keeps columns, checks and the primary key', () => {
    const lines = [
      id,
      "`a` varchar(9) DEFAULT 'x,`)' COMMENT 'it''s (a), KEY `b` (`c`)'",
      '`weird ``name` int',
      primary,
    ];
    const later = [
      'UNIQUE KEY `u` (`a`)',
      "KEY `k` (`a`(5),`weird ``name` DESC) COMMENT 'x, y'",
      'FULLTEXT KEY `f` (`a`) /*!50100 WITH PARSER `ngram` */ ',
      'FULLTEXT KEY `g` (`a`)',
      'SPATIAL KEY `s` (`p`)',
      'CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `o` (`id`) ON DELETE CASCADE',
    ];
    const check = "CONSTRAINT `c` CHECK (`a` <> '),')";
    const parts = deferIndexes(table(...lines, ...later, check));
    expect(parts?.create).toBe(table(...lines, check));
    expect(parts).toMatchObject({
      indexes: [`ADD ${later[0]}`, `ADD ${later[1]}`],
      fulltext: ['ADD FULLTEXT KEY `f` (`a`) /*!50100 WITH PARSER `ngram` */', 'ADD FULLTEXT KEY `g` (`a`)'],
      spatial: [`ADD ${later[4]}`],
      foreignKeys: [`ADD ${later[5]}`],
      engine: 'InnoDB',
      hasPartitions: false,
    });
    expect(parts?.columns.map(({ name }) => name)).toEqual(['id', 'a', 'weird `name']);
  });

  it('keeps the key that AUTO_INCREMENT needs', () => {
    const parts = deferIndexes(
      table('`a` int NOT NULL', id, 'PRIMARY KEY (`a`,`id`)', 'KEY `x` (`a`)', 'KEY `y` (`id`)', 'KEY `z` (`id`)'),
    );
    expect(parts?.indexes).toEqual(['ADD KEY `x` (`a`)', 'ADD KEY `z` (`id`)']);
    expect(deferIndexes(table('`a` int NOT NULL', id, 'PRIMARY KEY (`a`,`id`)'))).toBeUndefined();
  });

  it('keeps a unique key where there is no primary key, one without NULL first', () => {
    const lines = ['`a` int DEFAULT NULL', '`b` int NOT NULL', '`c` int NOT NULL'];
    const keys = ['UNIQUE KEY `ua` (`a`,`b`)', 'UNIQUE KEY `ub` (`b`,`c`)', 'KEY `k` (`c`)'];
    expect(deferIndexes(table(...lines, ...keys))?.indexes).toEqual([`ADD ${keys[0]}`, `ADD ${keys[2]}`]);
    expect(deferIndexes(table(...lines, 'UNIQUE KEY `ua` (`a`)', 'UNIQUE KEY `uab` (`a`,`b`)'))?.indexes).toEqual([
      'ADD UNIQUE KEY `uab` (`a`,`b`)',
    ]);
    expect(deferIndexes(table(...lines, 'UNIQUE KEY `fn` ((`b` + 1))', 'UNIQUE KEY `uc` (`c`)'))?.indexes).toEqual([
      'ADD UNIQUE KEY `fn` ((`b` + 1))',
    ]);
  });

  it.each([
    ['`g` int GENERATED ALWAYS AS (`a` + 1) VIRTUAL', { type: 'int', generated: true, binary: false }],
    [
      '`g` decimal(10,2) GENERATED ALWAYS AS ((`a` / 100)) STORED NOT NULL',
      { type: 'decimal(10,2)', generated: true, nullable: false },
    ],
    ["`g` varchar(5) AS (concat(`a`,',')) PERSISTENT", { generated: true }],
    [
      "`g` enum('a','b,c)','d''e') COLLATE utf8mb4_bin DEFAULT NULL",
      { type: "enum('a','b,c)','d''e')", generated: false, nullable: true },
    ],
    ['`g` bigint(20) unsigned zerofill NOT NULL DEFAULT 0', { type: 'bigint(20) unsigned zerofill' }],
    ['`g` longblob', { binary: true }],
    ['`g` varbinary(16) DEFAULT NULL', { binary: true }],
    ["`g` bit(1) DEFAULT b'0'", { binary: true }],
    ['`g` point NOT NULL /*!80003 SRID 4326 */', { binary: true }],
    ['`g` geomcollection', { binary: true }],
    ['`g` vector(3) DEFAULT NULL', { binary: true }],
    ['`g` json DEFAULT NULL', { binary: false }],
    [
      '`g` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`g`))',
      { binary: false, type: 'longtext' },
    ],
    ['`g` int /*!80023 INVISIBLE */', { name: 'g' }],
    ['`g` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()', { type: 'timestamp' }],
  ])('reads the column %s', (column, expected) => {
    expect(deferIndexes(table(id, '`a` int', column, primary))?.columns[2]).toMatchObject(expected);
  });

  it('says what partitions there are, and leaves them', () => {
    const create = table(id, primary, 'KEY `k` (`id`)').replace(
      / COMMENT.*/,
      '\n/*!50100 PARTITION BY RANGE (`id`)\n(PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB) */',
    );
    const parts = deferIndexes(create);
    expect(parts).toMatchObject({ hasPartitions: true, engine: 'InnoDB', indexes: ['ADD KEY `k` (`id`)'] });
    expect(parts?.create).toContain('PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB) */');
  });

  it.each([
    ['no CREATE TABLE', 'INSERT INTO t VALUES (1)'],
    ['an open quote', "CREATE TABLE `t` (`a` int DEFAULT 'x)"],
    ['an open bracket', 'CREATE TABLE `t` (`a` int'],
    ['a copy', 'CREATE TABLE `t` LIKE `u`'],
    ['a selection', 'CREATE TABLE `t` (`a` int) SELECT 1 AS `a`'],
    ['names without quotes', 'CREATE TABLE `t` (a int)'],
    ['a key written with its column', table('`id` int PRIMARY KEY')],
    ['a unique column', table('`id` int UNIQUE')],
    ['a temporary table', table(id, primary).replace('CREATE TABLE', 'CREATE TEMPORARY TABLE')],
    ['system versioning', `${table(id, primary)} WITH SYSTEM VERSIONING`],
    ['row start', table(id, '`s` timestamp(6) GENERATED ALWAYS AS ROW START', primary)],
    ['a period', table(id, 'PERIOD FOR `p` (`a`, `b`)', primary)],
    ['a key over a period', table(id, 'UNIQUE KEY `u` (`id`,`p` WITHOUT OVERLAPS)')],
    ['a vector index', table(id, primary, 'VECTOR KEY `v` (`v`)')],
    ['another engine', table(id, primary).replace('InnoDB', 'MEMORY')],
    ['history in partitions', `${table(id, primary)} PARTITION BY SYSTEM_TIME (PARTITION p CURRENT)`],
    ['an unnamed key', table(id, primary, 'KEY (`id`)')],
    ['an item in a comment', table(id, primary, '/*!80000 KEY `k` (`id`)').replace(') ENGINE', '*/) ENGINE')],
  ])('leaves alone what it is not certain about: %s', (_, create) => {
    expect(deferIndexes(create)).toBeUndefined();
  });

  const name = fc
    .array(fc.constantFrom('a', '`', ',', '(', ')', ' ', "'", '"', '\\', 'é', 'KEY', '--', '/*', ';'), {
      minLength: 1,
      maxLength: 5,
    })
    .map((pieces) => `\`${pieces.join('').replaceAll('`', '``')}\``);
  const text = fc
    .array(fc.constantFrom('a', "''", ',', '(', ')', '\\\\', "\\'", '"', '`', ' KEY ', '/*', '-- '), { maxLength: 5 })
    .map((pieces) => `'${pieces.join('')}'`);
  const column = fc
    .tuple(
      name,
      fc.constantFrom('int', 'varchar(191)', 'bigint(20) unsigned', 'decimal(10,2)', "enum('a,b','c)')"),
      fc.constantFrom(' NOT NULL', ' DEFAULT NULL', ''),
      fc.option(text),
    )
    .map(
      ([column_, type, nullable, comment]) =>
        `${column_} ${type}${nullable}${comment === null ? '' : ` COMMENT ${comment}`}`,
    );
  const key = fc
    .tuple(
      fc.constantFrom('UNIQUE KEY', 'KEY', 'FULLTEXT KEY', 'SPATIAL KEY'),
      name,
      fc.array(fc.tuple(name, fc.constantFrom('', '(10)', ' DESC')), { minLength: 1, maxLength: 3 }),
      fc.option(text),
    )
    .map(
      ([kind, own, columns, comment]) =>
        `${kind} ${own} (${columns.map((one) => one.join('')).join(',')})${comment === null ? '' : ` COMMENT ${comment}`}`,
    );
  const foreign = fc
    .tuple(name, name, name, name)
    .map(
      ([own, from, other, to]) =>
        `CONSTRAINT ${own} FOREIGN KEY (${from}) REFERENCES ${other} (${to}) ON DELETE SET NULL`,
    );
  const check = fc.tuple(name, text).map(([own, value]) => `CONSTRAINT ${own} CHECK (\`a\` <> ${value})`);

  it('loses nothing and changes nothing: the parts together are the table', () => {
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 1, maxLength: 4 }),
        fc.array(key, { maxLength: 4 }),
        fc.array(foreign, { maxLength: 2 }),
        fc.array(check, { maxLength: 2 }),
        fc.option(text),
        (columns, keys, foreigns, checks, comment) => {
          const lines = [id, ...columns, primary, ...keys, ...foreigns, ...checks];
          const after = `) ENGINE=InnoDB${comment === null ? '' : ` COMMENT=${comment}`}`;
          const create = (items: readonly string[]): string =>
            `CREATE TABLE \`t\` (\n  ${items.join(',\n  ')}\n${after}`;
          const parts = deferIndexes(create(lines));
          expect(parts?.create).toBe(create([id, ...columns, primary, ...checks]));
          const kindIs = (kind: string) => keys.filter((one) => one.startsWith(kind)).map((one) => `ADD ${one}`);
          expect(parts?.indexes).toEqual(keys.filter((one) => /^(?:UNIQUE )?KEY/.test(one)).map((one) => `ADD ${one}`));
          expect(parts?.fulltext).toEqual(kindIs('FULLTEXT'));
          expect(parts?.spatial).toEqual(kindIs('SPATIAL'));
          expect(parts?.foreignKeys).toEqual(foreigns.map((one) => `ADD ${one}`));
        },
      ),
      { numRuns: Number(process.env['DUMP_RUNS'] ?? 300), seed: 4 },
    );
  });

  it('never throws', () => {
    const pieces = fc.constantFrom(
      'CREATE TABLE `t` (',
      '`a` int',
      ',',
      ')',
      '(',
      ' PRIMARY KEY (`a`)',
      "'",
      '`',
      '/*!50100 ',
      '*/',
      ' KEY `k` (`a`)',
      ' ENGINE=InnoDB',
      ' PARTITION BY',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        deferIndexes(parts.join(''));
      }),
      { numRuns: 1000, seed: 4 },
    );
  });
});
