// The one place that turns file URIs (RFC 8089, percent-encoded as in RFC 3986) into paths as core sees them and back:
// forward slashes, "C:/shop/.env" on Windows, "//host/share/…" for UNC.

/** Path of a `file:` URI; undefined for every other scheme and for a URI that is not well-formed. */
export function pathFromUri(uri: string): string | undefined {
  const match = /^file:\/\/([^/?#]*)(\/[^?#]*)?/i.exec(uri);
  if (match === null) return undefined;
  const [, authority = '', encoded = '/'] = match;
  const path = decoded(encoded);
  if (path === undefined || path.includes('\0')) return undefined;
  if (authority !== '' && authority.toLowerCase() !== 'localhost') return `//${authority}${path}`;
  const drive = /^\/([A-Za-z]):(.*)$/s.exec(path);
  // Editors disagree on the case of the drive letter; one path may have one spelling only.
  return drive === null ? path : `${(drive[1] ?? '').toUpperCase()}:${drive[2] === '' ? '/' : (drive[2] ?? '')}`;
}

/** `file:` URI of an absolute path, spelled as VS Code spells it: drive letter in lower case, colon encoded. */
export function uriFromPath(path: string): string {
  const drive = /^([A-Za-z]):(\/.*)$/s.exec(path);
  if (drive !== null) return `file:///${(drive[1] ?? '').toLowerCase()}%3A${encodedPath(drive[2] ?? '')}`;
  const share = /^\/\/([^/]+)(\/.*)$/s.exec(path);
  if (share !== null) return `file://${share[1] ?? ''}${encodedPath(share[2] ?? '')}`;
  return `file://${encodedPath(path)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function encodedPath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}
