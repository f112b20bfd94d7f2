import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../../../src/core/backups/switch/recover';
import { remainingSteps } from '../../../../../src/core/backups/switch/remainingSteps';
import type { Seat, SwitchPlan } from '../../../../../src/core/backups/switch/plan';
import type { ModelServer } from './modelServer';
import { mariadb, mysql, plannedFor, realityOfModel, shops } from './modelShop';

const databases = ['shop', 'shop_restore_1', 'shop_before_1'];

class Cut extends Error {}

/** Carries out what is left towards `seat`; `most` statements, then it is cut. @returns true when it came to its end */
async function carry(
  server: ModelServer,
  plan: SwitchPlan,
  seat: Seat,
  most = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  let left = most;
  server.before = () => {
    if (left-- <= 0) throw new Cut();
  };
  const never = new AbortController().signal;
  try {
    for (const step of remainingSteps(plan, realityOfModel(server, databases), seat))
      for (const statement of step.statements) await server.session.run(statement, never);
    return true;
  } catch (error) {
    if (error instanceof Cut) return false;
    throw error;
  } finally {
    server.before = () => undefined;
  }
}

/** The end of a switch that nothing disturbed, and how many statements it took. */
async function undisturbed(): Promise<{ snapshot: string; statements: number; untouched: string }> {
  const server = shops();
  const untouched = server.snapshot();
  const { plan } = plannedFor(server);
  let statements = 0;
  server.before = () => void statements++;
  const never = new AbortController().signal;
  for (const step of remainingSteps(plan, realityOfModel(server, databases), 'coming'))
    for (const statement of step.statements) await server.session.run(statement, never);
  return { snapshot: server.snapshot(), statements, untouched };
}

describe('what is left of a switch', () => {
  test('all of it makes live what was the copy, keeps what was live whole, and leaves nothing else', async () => {
    const server = shops();
    const { plan, steps } = plannedFor(server);
    expect(await carry(server, plan, 'coming')).toBe(true);
    expect([...server.databases.keys()].toSorted()).toEqual(['shop', 'shop_before_1']);
    expect([...server.of('shop').tables.values()].every((rows) => rows.startsWith('night'))).toBe(true);
    expect([...server.of('shop_before_1').tables.values()].every((rows) => rows.startsWith('today'))).toBe(true);
    expect([...server.of('shop').events.values()].join('\n')).toContain("ENABLE DO SELECT 'night'");
    expect([...server.of('shop_before_1').events.values()].join('\n')).toContain("DISABLE ON SLAVE DO SELECT 'today'");
    expect(server.of('shop_before_1').views.get('z_view')).toContain(
      "'today `shop`.`x`' from `shop_before_1`.`orders`",
    );
    expect(server.of('shop').collation).toBe('utf8mb4_general_ci');
    expect(steps.map(({ title, phase }) => `${phase}: ${title}`)).toMatchSnapshot();
    expect(remainingSteps(plan, realityOfModel(server, databases), 'coming')).toEqual([]);
  });

  test('cut after every single statement, recovery ends with exactly the old or exactly the new, and a second finds nothing', async () => {
    const whole = await undisturbed();
    const ends = new Set<string>();
    for (let cut = 0; cut < whole.statements; cut++) {
      const server = shops();
      const { plan } = plannedFor(server);
      expect(await carry(server, plan, 'coming', cut)).toBe(false);
      const seat = decide([], plan, realityOfModel(server, databases));
      await carry(server, plan, seat);
      expect(server.snapshot(), `cut after ${cut} statements, ${seat}`).toBe(
        seat === 'coming' ? whole.snapshot : whole.untouched,
      );
      expect(remainingSteps(plan, realityOfModel(server, databases), seat)).toEqual([]);
      ends.add(seat);
    }
    expect(ends).toEqual(new Set(['coming', 'leaving']));
  });

  test('recoveries that are cut too, any number of times and in either direction, come to one of the two ends', async () => {
    const whole = await undisturbed();
    await assert(
      asyncProperty(
        array(record({ cut: nat(whole.statements), seat: constantFrom<Seat>('coming', 'leaving') }), {
          maxLength: 8,
        }),
        constantFrom<Seat>('coming', 'leaving'),
        async (cuts, last) => {
          const server = shops();
          const { plan } = plannedFor(server);
          for (const { cut, seat } of cuts) await carry(server, plan, seat, cut);
          await carry(server, plan, last);
          expect(server.snapshot()).toBe(last === 'coming' ? whole.snapshot : whole.untouched);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });

  test('at no statement is a table live that lacks a trigger of its own', async () => {
    const whole = await undisturbed();
    for (let cut = 0; cut < whole.statements; cut++) {
      const server = shops();
      const { plan } = plannedFor(server);
      await carry(server, plan, 'coming', cut);
      const shop = server.of('shop');
      for (const [table, rows] of shop.tables) {
        const wanted =
          table === 'orders'
            ? 2
            : (rows === 'today jobs' || rows === 'night customers') && !table.startsWith('laravel_ops')
              ? 1
              : 0;
        const there = [...shop.triggers.values()].filter((each) => each.table === table).length;
        if (!table.startsWith('laravel_ops')) expect(there, `${table} after ${cut} statements`).toBe(wanted);
      }
    }
  });

  test('a table that somebody took away meanwhile stops it before anything is dropped', async () => {
    const server = shops();
    const { plan } = plannedFor(server);
    server.of('shop_restore_1').tables.delete('jobs');
    server.of('shop').tables.delete('jobs');
    expect(() => remainingSteps(plan, realityOfModel(server, databases), 'coming')).toThrow(
      /jobs is in none of its places/,
    );
  });

  test('names of triggers that a crash of MariaDB left behind do not stand in the way', async () => {
    const server = shops();
    const { plan } = plannedFor(server, { server: mariadb });
    const cut = plannedFor(server).steps.findIndex(({ phase }) => phase === 'finish');
    await carry(server, plan, 'coming', cut);
    for (const name of ['orders_ai', 'orders_ai_2', 'jobs_bu', 'customers_bu'])
      for (const [database, { triggers }] of server.databases)
        if (!triggers.has(name)) server.orphans.add(`${database}.${name}`);
    await carry(server, plan, 'coming');
    expect(remainingSteps(plan, realityOfModel(server, databases), 'coming')).toEqual([]);
    expect(server.of('shop').triggers.size).toBe(3);
    expect(server.of('shop_before_1').triggers.size).toBe(3);
  });

  test('MySQL from 8.0.13 holds its tables, MariaDB and older ones drain them, who may not lock does neither', () => {
    const server = shops();
    expect(plannedFor(server).plan.lock).toBe('hold');
    expect(plannedFor(server, { server: mariadb }).plan.lock).toBe('drain');
    expect(plannedFor(server, { server: { ...mysql, version: '8.0.12' } }).plan.lock).toBe('drain');
  });
});
