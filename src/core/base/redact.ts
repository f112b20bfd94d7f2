/** Takes secrets out of every text that leaves for a log, a message or a report. */
export interface Redactor {
  /** Remembers a secret and the ways it is written in URLs, JSON, SQL and shells. Empty texts are ignored. */
  protect(secret: string): void;
  /** The text with remembered secrets, and everything that looks like one, replaced by "***". Never throws. */
  redact(text: string): string;
}

const hidden = '***';

/** Secrets shorter than this are only replaced as words of their own: "a" would eat every text. */
const shortest = 4;

/** Text before the secret, the secret, text after it: only the middle is replaced. */
const patterns: readonly RegExp[] = [
  // scheme://user:secret@host; the last "@" before a slash or space ends it.
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@'"]*:)([^\s/'"]+)(@)/gi,
  // 'password' => 'secret', "token": "secret", DB_PASSWORD="secret".
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|private_?key|_auth)['"]?\s*(?:=>|=|:)\s*(?:base64:)?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s'",;&)]+)/gi,
  // IDENTIFIED [WITH plugin] BY|AS [PASSWORD] 'secret', PASSWORD('secret').
  /(\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS)\s+(?:PASSWORD\s+)?)('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")/gi,
  /(\b(?:OLD_)?PASSWORD\s*\(\s*)('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")/gi,
  // Laravel's keys, wherever they stand.
  /(\bAPP_(?:KEY|PREVIOUS_KEYS)\s*=\s*)(\S+)/g,
  /(\bbase64:)([A-Za-z0-9+/]{22,}={0,2})/g,
  // HTTP.
  /(\b(?:Proxy-)?Authorization\s*:\s*(?:[A-Za-z]+\s+)?)([^\s,'"]+)/gi,
  /(\bBearer\s+)([\w.~+/=-]+)/gi,
  // Redis commands.
  /(\bAUTH\s+)(\S+(?:[ \t]+\S+)?)/g,
  /(\b(?:requirepass|masterauth)\s+)(\S+)/gi,
  // mysqldump -psecret.
  /(\b(?:mysql|mariadb)[\w-]*(?:\s+\S+){0,50}?\s+-p)(\S+)/g,
];

/** Makes a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let known: RegExp | undefined;
  return {
    protect(secret) {
      if (secret === '') return;
      for (const form of written(secret)) secrets.add(form);
      known = anyOf(secrets);
    },
    redact(text) {
      const withoutKnown = known === undefined ? text : text.replace(known, hidden);
      return patterns.reduce(
        (result, pattern) =>
          result.replace(pattern, (_, before: string, _secret: string, after: unknown) =>
            typeof after === 'string' ? before + hidden + after : before + hidden,
          ),
        withoutKnown,
      );
    },
  };
}

/** The forms in which a secret turns up: as it is, percent-encoded, and escaped in JSON, SQL and double quotes. */
function written(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    ...percentEncoded(secret),
    json,
    json.replaceAll('/', '\\/'),
    secret.replaceAll(/['"\\]/g, '\\$&'),
    secret.replaceAll("'", "''"),
    secret.replaceAll(/["$\\`]/g, '\\$&'),
  ];
}

function percentEncoded(secret: string): readonly string[] {
  try {
    return [encodeURIComponent(secret)];
  } catch {
    // A lone surrogate has no such form.
    return [];
  }
}

function anyOf(secrets: ReadonlySet<string>): RegExp {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((secret) => {
    const literal = secret.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return secret.length >= shortest ? literal : `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`;
  });
  return new RegExp(alternatives.join('|'), 'gu');
}
