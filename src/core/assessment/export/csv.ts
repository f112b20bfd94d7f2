import type { ReadinessReport } from '../report';

type Cell = string | number | boolean | null;

/** Every route with its limits. */
export function routesCsv({ appendix }: ReadinessReport): string {
  return table(
    ['methods', 'uri', 'name', 'auth', 'limit', 'limiter', 'store', 'file', 'line'],
    appendix.routes.list.map(({ methods, uri, name, auth, limit, limiter, store, file, line }) => [
      methods,
      uri,
      name,
      auth,
      limit,
      limiter,
      store,
      file,
      line,
    ]),
  );
}

export function backupsCsv({ appendix }: ReadinessReport): string {
  return table(
    ['file', 'destination', 'created', 'bytes', 'encrypted', 'problem'],
    appendix.backups.map(({ file, destination, createdAt, sizeBytes, encrypted, error }) => [
      file,
      destination,
      createdAt,
      sizeBytes,
      encrypted,
      error,
    ]),
  );
}

export function scheduleCsv({ appendix }: ReadinessReport): string {
  return table(
    ['kind', 'what', 'cron', 'conditional', 'file', 'line'],
    appendix.schedule.list.map(({ kind, what, cron, conditional, file, line }) => [
      kind,
      what,
      cron,
      conditional,
      file,
      line,
    ]),
  );
}

/** RFC 4180: commas, CRLF, quotes doubled. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Spreadsheets run cells that begin like a formula (OWASP, "CSV Injection"): an apostrophe keeps them texts. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^'|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
