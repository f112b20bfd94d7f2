// The readiness report as the editor drives it, on a copy of the demo shop with real servers behind it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Fix } from '../../src/core/finding';
import type { ReadinessContent } from '../../src/protocol/views/readiness';
import * as services from '../../src/services/projectServices';
import { memoryHost, type MemoryHost, rows, temporary } from './host';
import { isThere } from './servers';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';

const schema = 'ops_readiness';
const canary = {
  DB_PASSWORD: 'cAnAry-db-55e1#x',
  APP_KEY: 'base64:Y0FuQXJ5LWFwcC1rZXktYWJjZGVmMDEyMzQ1Njc4OWE=',
  AWS_SECRET_ACCESS_KEY: 'cAnAry-aws-11d0',
  BACKUP_ARCHIVE_PASSWORD: 'cAnAry-backup-7a',
};
const found = inject('mariadb');
const never = new AbortController().signal;

describe.skipIf(!isThere(found))('readiness of the demo shop', () => {
  const sql = ofSuite(found);
  const made = temporary();
  let admin: Connection;
  let root: string;
  let host: MemoryHost;
  let workspace: ReturnType<typeof services.openWorkspace>;
  let done: string[];

  beforeAll(async () => {
    admin = await administrator(sql);
    await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};
      CREATE TABLE orders (id TINYINT PRIMARY KEY AUTO_INCREMENT, user_id INT);
      CREATE TABLE log (line TEXT)`);
    await makeUser(admin, schema, canary.DB_PASSWORD, [`ALL ON ${schema}.*`, 'SELECT ON performance_schema.*']);
    root = await made.shop({
      ...canary,
      DB_CONNECTION: 'mariadb',
      DB_HOST: sql.host,
      DB_PORT: sql.port,
      DB_DATABASE: schema,
      DB_USERNAME: schema,
    });
  });
  beforeEach(async () => {
    done = [];
    host = memoryHost(await made.folder(), root);
    workspace = services.openWorkspace(host);
    await workspace.discover();
  });
  afterEach(() => workspace.dispose());
  afterAll(async () => {
    await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
    await admin?.end();
    await made.remove();
  });

  const source = () => {
    const page = services.createReadinessSource(workspace, root, {
      runCommand: async (id) => void done.push(`run ${id}`),
      openLocation: async (file) => void done.push(`open ${file.replace(`${root}/`, '')}`),
      copy: async (text) => void done.push(`copy ${text}`),
      applyFix: async (fix: Fix) => void done.push(`fix ${fix.title}`),
      accept: async (check) => void done.push(`accept ${check}`),
      export: async () => void done.push('export'),
    });
    if (page === undefined) throw new Error('the report did not open');
    return page;
  };
  const check = (content: ReadinessContent, id: string) =>
    content.areas.flatMap(({ checks }) => checks).find((each) => each.id === id);

  test('files and the server are judged together; what nobody can know stays unknown', async () => {
    const content = await source().load(never);
    expect(content.areas.map(({ id }) => id)).toHaveLength(10);
    expect(content.cover).toContainEqual({ label: 'Database', value: 'asked, mariadb' });
    const database = content.areas.find(({ id }) => id === 'databaseOptimisation');
    expect(JSON.stringify(database)).toMatch(/log/);
    expect(content.areas.flatMap(({ checks }) => checks).some(({ outcome }) => outcome === 'unknown')).toBe(true);
    const limited = content.areas.flatMap(({ checks }) => checks).find(({ title }) => title.startsWith('Login'));
    expect(limited).toMatchObject({ outcome: 'gap', summary: 'one route takes unlimited attempts' });
  });

  test('the page opens and mends what it was given, and nothing else', async () => {
    const page = source();
    const content = await page.load(never);
    const limited = content.areas
      .flatMap(({ checks }) => checks)
      .find(({ evidence }) => evidence.some(({ fact }) => fact === 'POST /login accepts unlimited attempts.'));
    const line = limited?.evidence.find(({ open }) => open !== undefined);
    expect(line?.source).toBe('routes/web.php:15');
    await page.open(line?.open ?? '');
    await page.mend(limited?.remedies[0]?.id ?? '');
    expect(done).toEqual(['open routes/web.php', "fix Add ->middleware('throttle:6,1')"]);
    await expect(page.open('place:9999')).rejects.toMatchObject({ reason: 'notOffered' });
    await expect(page.mend('remedy:9999')).rejects.toMatchObject({ reason: 'notOffered' });
    expect(JSON.stringify(content)).not.toContain(root);
  });

  test('the Overview shows the checks, without asking a server', async () => {
    const view = await services.overviewView(workspace, never);
    const all = rows(view.nodes);
    const gap = all.find(({ label }) => label.startsWith('Login'));
    expect(gap).toMatchObject({ abilities: ['canAccept'], subject: { kind: 'check' }, opens: { kind: 'file' } });
    expect(all.find(({ label }) => label === 'Room for new ids')?.description).toMatch(/needs a connection/);
  });

  test('what the report asked is what the Overview shows afterwards', async () => {
    let drawn = 0;
    workspace.onDidChange(() => drawn++);
    await source().load(never);
    expect(drawn).toBe(1);
    const all = rows((await services.overviewView(workspace, never)).nodes);
    expect(all.find(({ label }) => label === 'Room for new ids')?.description).not.toMatch(/needs a connection/);
    await source().load(never);
    expect(drawn).toBe(1);
  });

  test('what a connection told reaches the rules, and is forgotten with the environment', async () => {
    const told: (number | undefined)[] = [];
    workspace.onDidTell(({ facts }) => told.push(facts?.tables.length));
    await source().load(never);
    workspace.appAt(root).use('env');
    expect(told).toEqual([2, undefined]);
  });

  test.each(services.reportFormats.map(({ id }) => id))(
    '%s holds no secret, and no host when asked',
    async (format) => {
      const text = await services.exportReport(workspace, root, format, { redact: true }, never);
      expect(text.length).toBeGreaterThan(20);
      for (const secret of Object.values(canary)) expect(text).not.toContain(secret);
      expect(text).not.toContain(sql.host);
      expect(services.reportFile(workspace, root, format).fileName).toMatch(/^readiness-shop-\d{4}-\d\d-\d\d/);
    },
  );

  test('a decision is added to the file, and the gap is accepted until it expires', async () => {
    const decision = {
      id: 'automatedBackups.offSite',
      reason: 'the hoster copies the volume',
      owner: 'Ana',
      accepted: '2026-11-23',
      expires: '2999-01-01',
    };
    const { file, text } = await services.decisionEdit(workspace, root, decision);
    expect(file).toBe(join(root, '.laravel-ops/decisions.json'));
    await mkdir(join(root, '.laravel-ops'), { recursive: true });
    await writeFile(file, text);
    workspace.appAt(root).forgetCode();
    const content = await source().load(never);
    expect(check(content, 'automatedBackups.offSite')).toMatchObject({
      outcome: 'accepted',
      acceptable: false,
      decision: 'Accepted by Ana until 2999-01-01: the hoster copies the volume',
    });
    await writeFile(file, 'not JSON');
    await expect(services.decisionEdit(workspace, root, decision)).rejects.toMatchObject({ reason: 'badFile' });
    expect(await readFile(file, 'utf8')).toBe('not JSON');
  });

  test('in Restricted Mode nothing connects and no backup is listed', async () => {
    host.state.trusted = false;
    const content = await source().load(never);
    expect(content.cover).toContainEqual({ label: 'Database', value: 'not asked' });
    expect(check(content, 'automatedBackups.newest')?.outcome ?? 'unknown').toBe('unknown');
  });

  test('a cancelled load ends as cancelled', async () => {
    await expect(source().load(AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
  });
});
