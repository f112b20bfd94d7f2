import { createLru } from './lru';

/** Which accounts logged in from where before, as far as the log that was read goes back. */
export interface Familiar {
  /** A login succeeded. */
  note(account: string, client: string): void;
  /**
   * Whether this account logged in from this client before. False for a client from which nearly everybody comes: behind a
   * proxy that the application does not trust, an address says nothing about who it is.
   */
  has(account: string, client: string): boolean;
  /** Whether any login of this account was seen. */
  knows(account: string): boolean;
}

/** Pairs that are remembered: an application of 10,000 people on two addresses each. */
const pairsKept = 20_000;
/** Accounts on one client, and their part of all pairs, from which on it is a proxy: an office or a carrier has fewer. */
const proxied = 20;
const nearlyAll = 0.5;

export function createFamiliar(): Familiar {
  const pairs = createLru<true>(pairsKept);
  const accounts = createLru<true>(pairsKept);
  const clients = createLru<{ accounts: number }>(pairsKept);
  return {
    note(account, client) {
      const pair = `${account}\n${client}`;
      accounts.set(account, true);
      if (pairs.get(pair) !== undefined) return;
      pairs.set(pair, true);
      const seen = clients.get(client);
      if (seen === undefined) clients.set(client, { accounts: 1 });
      else seen.accounts++;
    },
    has(account, client) {
      // Most failures are of accounts never seen: no text is put together for those.
      if (accounts.get(account) === undefined || pairs.get(`${account}\n${client}`) === undefined) return false;
      const seen = clients.get(client)?.accounts ?? 0;
      return seen < proxied || seen < pairs.size * nearlyAll;
    },
    knows: (account) => accounts.get(account) !== undefined,
  };
}
