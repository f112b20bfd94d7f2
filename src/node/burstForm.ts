import type { BurstResponse } from './burstRequest';

/** Cookies of one answer at most, and characters of all of them. */
const mostCookies = 30;
const mostCharacters = 16_000;

/**
 * The session that a page gives: its cookies, and the token that Laravel asks for in forms. It stands in the page (`@csrf`,
 * a meta tag), and encrypted in the cookie XSRF-TOKEN, which is sent back as a header (VerifyCsrfToken::getTokenFromRequest()).
 *
 * @returns `headers` to send with what follows; `token` for the field `_token`
 */
export function formSession({ headers, body }: Pick<BurstResponse, 'headers' | 'body'>): {
  readonly cookies: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly token?: string;
} {
  const pairs = (headers['set-cookie'] ?? [])
    .map((each) => (each.split(';', 1)[0] ?? '').trim())
    // Only what may stand in a Cookie header (RFC 6265, 4.2.1).
    .filter((pair) => /^[!#$%&'*+.^_`|~\w-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(pair))
    .slice(0, mostCookies);
  const cookie = pairs.join('; ').length > mostCharacters ? '' : pairs.join('; ');
  const encrypted = pairs.find((pair) => pair.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length);
  const xsrf = encrypted === undefined ? undefined : decoded(encrypted);
  const token = tokenIn(body);
  return {
    cookies: pairs.length,
    headers: {
      ...(cookie === '' ? {} : { cookie }),
      ...(xsrf === undefined ? {} : { 'x-xsrf-token': xsrf }),
    },
    ...(token === undefined ? {} : { token }),
  };
}

function tokenIn(body: string): string | undefined {
  for (const [tag] of body.matchAll(/<(?:input|meta)\b[^<>]{0,400}>/gi)) {
    if (!/\bname\s*=\s*["']?(?:_token|csrf-token)\b/i.test(tag)) continue;
    const value = /\b(?:value|content)\s*=\s*["']?([\w-]{16,128})/i.exec(tag)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}

function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[\x21-\x7e]+$/.test(value) ? value : undefined;
  } catch {
    // Not one of Laravel's: a cookie that merely has the name.
    return undefined;
  }
}
