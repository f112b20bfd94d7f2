/** The first line of a request, without what may be secret in it. */
export interface RequestLine {
  readonly method?: string;
  readonly route?: string;
}

const requestLine = /^([A-Z]{3,20}) (\S+)(?: HTTP\/[\d.]{1,5})?$/;

/**
 * Takes "GET /reset?token=abc HTTP/1.1" apart (RFC 9112, 3). What is no request line (a TLS handshake on the wrong port,
 * "-") says nothing.
 */
export function readRequestLine(text: string): RequestLine {
  const [, method, target] = requestLine.exec(text) ?? [];
  if (method === undefined || target === undefined) return {};
  return { method, route: routeOf(target) };
}

/** Names of query parameters that are kept, and characters of one. */
const mostNames = 20;
const nameLength = 40;
const routeLength = 200;

/**
 * The path of a URL or request target, with the names of its query parameters and without their values, which may be
 * secrets: "https://shop.test/reset?token=abc&email=x" becomes "/reset?token&email". Names of routes stay as they are.
 */
export function routeOf(target: string): string {
  const path = target.slice(0, 8192).replace(/^[a-z][a-z0-9+.-]{0,20}:\/\/[^/?#]*/i, '');
  const question = path.indexOf('?');
  if (question < 0) return withoutFragment(path).slice(0, routeLength) || '/';
  const names = withoutFragment(path.slice(question + 1))
    .split('&', mostNames)
    .flatMap((pair) => {
      const equals = pair.indexOf('=');
      // Without "=" the whole text may be a value: "?d41d8cd98f00b204e9800998ecf8427e".
      return equals > 0 ? [pair.slice(0, Math.min(equals, nameLength))] : [];
    });
  const before = path.slice(0, question) || '/';
  return `${before}${names.length === 0 ? '' : `?${names.join('&')}`}`.slice(0, routeLength);
}

function withoutFragment(text: string): string {
  const hash = text.indexOf('#');
  return hash < 0 ? text : text.slice(0, hash);
}
