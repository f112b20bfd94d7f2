// What one start tells the next: .demo/state.json.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} State
 * @property {number | undefined} seeded version of the seed that the databases hold
 * @property {{ mariadb?: number, redis?: number, editor?: number }} ports
 * @property {string} appKey of the demo's .env files
 * @property {Record<string, string>} written hash by path of copied fixture files
 * @property {string[]} archives placed backup archives
 */

/** @param {string} demo @returns {State} */
export function readState(demo) {
  const fresh = {
    seeded: undefined,
    ports: {},
    appKey: `base64:${randomBytes(32).toString('base64')}`,
    written: {},
    archives: [],
  };
  try {
    return { ...fresh, ...JSON.parse(readFileSync(join(demo, 'state.json'), 'utf8')) };
  } catch {
    return fresh; // The first start, or a file cut short by a killed one: everything is made anew.
  }
}

/** @param {string} demo @param {State} state */
export const writeState = (demo, state) =>
  writeFileSync(join(demo, 'state.json'), `${JSON.stringify(state, null, 1)}\n`);
