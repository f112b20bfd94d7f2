import type { Collector } from '../../../code/collector';
import { migrations } from '../../../code/migrations/migrations';
import type { Migration } from '../../../code/migrations/step';
import type { Finding } from '../../../finding';
import { asString } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { readHere } from '../../written';
import { connectionOf, evaluations, isMysql, writtenIn } from './connections';

const message = 'MyISAM has no transactions and no row locks, and a dump of it without locks is not consistent.';

/** Migrations that name the engine: the others need not be parsed for it. */
const myisamMigrations: Collector<Migration> = {
  ...migrations,
  id: 'myisamMigrations',
  wants: (file) => /myisam/i.test(file.text) && migrations.wants(file),
};

/** DBO004: new tables get the MyISAM engine. */
export const myisamEngine: Rule = {
  code: 'DBO004',
  slug: 'myisam-engine',
  area: 'databaseOptimisation',
  severity: 'warning',
  title: 'Tables are created with MyISAM',
  collectors: [myisamMigrations],
  *check(context) {
    for (const evaluated of evaluations(context)) {
      const { config } = evaluated.project;
      const connections = config.get('database.connections');
      if (connections.kind !== 'array') continue;
      for (const name of connections.entries.keys()) {
        const connection = connectionOf(config, name);
        if (connection === undefined || !isMysql(connection)) continue;
        const written = writtenIn(evaluated, `${connection.path}.engine`);
        if (written === undefined || !isMyisam(asString(written.value))) continue;
        const { location, origin } = written;
        const newText = origin.source === 'env' ? 'InnoDB' : "'InnoDB'";
        yield finding(location, readHere(context, written), newText);
      }
    }
    // What a migration that has run once says is history: the table is what it is now.
    const { ahead } = context.git;
    if (ahead === 'unknown') return;
    for (const { file, relative, up } of context.code.facts(myisamMigrations)) {
      if (!ahead.has(relative)) continue;
      for (const step of up) {
        if (step.kind !== 'engine' || !isMyisam(step.engine)) continue;
        const written = context.textOf(file)?.slice(step.engineRange.start, step.engineRange.end) ?? '';
        const newText = /^(["'])\w+\1$/.test(written) ? "'InnoDB'" : undefined;
        yield finding({ file, range: step.engineRange }, [], newText);
      }
    }
  },
};

function isMyisam(engine: string | undefined): boolean {
  return /^myisam\b/i.test(engine?.trim() ?? '');
}

function finding(location: Finding['location'], related: Finding['related'], newText: string | undefined): Finding {
  const edits = [{ file: location.file, edits: [{ range: location.range, newText: newText ?? '' }] }];
  return {
    rule: 'DBO004',
    severity: 'warning',
    message,
    location,
    related,
    fixes: newText === undefined ? [] : [{ title: 'Use InnoDB for new tables', preferred: true, edits }],
  };
}
