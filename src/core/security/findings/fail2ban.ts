import { OpsError } from '../../base/errors';
import type { Finding } from './finding';

/** The log that a jail is to read. */
export interface JailSource {
  /** Absolute path of the file; a daily log is given with its date as written, and becomes a pattern. */
  readonly path: string;
  /** Monolog's LineFormatter as Laravel sets it up, Monolog's JsonFormatter, or nginx's and Apache's combined format. */
  readonly format: 'line' | 'json' | 'access';
  /**
   * What failed logins say as their message, the same for each ("login_failed"); not needed for access logs. With anything of
   * the request in it, no expression is safe.
   */
  readonly message?: string;
}

/** Two files to copy, and what to know before. */
export interface Jail {
  /** Its name: "laravel-ops-login". */
  readonly name: string;
  /** For /etc/fail2ban/filter.d/NAME.conf. */
  readonly filter: string;
  /** For /etc/fail2ban/jail.d/NAME.local. */
  readonly jail: string;
  readonly remarks: readonly string[];
}

/**
 * A value of JSON on one line, which ends where it says: in a string neither a quote nor a line break stands as itself. So what
 * people sent cannot close the string that it stands in, and cannot pretend to be the key after it.
 */
const jsonValue = String.raw`(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)`;
const members = String.raw`(?:"\w+":${jsonValue},)*`;
const channel = String.raw`[\w.-]+`;

/**
 * A fail2ban filter and jail for what a finding is about (fail2ban 0.10 and later; jail.conf(5) and FILTERS, "Filter Security").
 * Logs hold text of attackers, and an expression that finds it where the address should stand bans whom the attacker
 * names. So each is anchored at the beginning of the record, walks through what stands before the address in the record's own
 * syntax, and takes the address from its own field. fail2ban cuts the date out before it looks.
 *
 * @throws {OpsError} where no safe expression exists: the message is missing or varies; the path is not one line
 */
export function fail2banJail(finding: Finding, source: JailSource): Jail {
  if (!/^\/[^\n\r]*$/.test(source.path)) {
    throw new OpsError('invalid', 'A jail needs the absolute path of a log.', {
      safe: 'Nothing was written.',
      next: 'Choose a source that is a file.',
    });
  }
  const probes = finding.detector === 'scanner';
  const { kind, expression, date, remarks } = source.format === 'access' ? accessFilter(probes) : recordFilter(source);
  const name = `laravel-ops-${kind}`;
  const path = source.path.replace(/\d{4}-\d{2}(?:-\d{2})?(?=\.\w+$)/, '*').replaceAll('%', '%%');
  const filter = `# ${name}.conf: ${probes && source.format === 'access' ? 'requests for what only scanners ask for' : 'failed logins'}, written by Laravel Ops
# Try it: fail2ban-regex ${path} /etc/fail2ban/filter.d/${name}.conf
[Definition]
failregex = ${expression}
ignoreregex =
datepattern = ${date}
`;
  const jail = `# ${name}.local
[${name}]
enabled  = true
port     = http,https
filter   = ${name}
logpath  = ${path}
backend  = auto
usedns   = no
# Of people behind one address several mistype: twice what fail2ban takes by default.
maxretry = ${probes ? 3 : 10}
findtime = 10m
bantime  = 1h
# Your own gateways and proxies, or everybody behind them is banned:
ignoreip = 127.0.0.1/8 ::1
`;
  return { name, filter, jail, remarks: [...common, ...remarks] };
}

const common = [
  'Behind a proxy or load balancer a ban of its address bans everybody: the log must hold the address of the client, and the ban must happen where that address arrives.',
  'fail2ban reads times in the zone of the server unless they say theirs; Laravel writes those of app.timezone.',
];

interface FilterParts {
  readonly kind: string;
  readonly expression: string;
  readonly date: string;
  readonly remarks: readonly string[];
}

/** Laravel's own records, with the address in their context under "ip". */
function recordFilter({ format, message }: JailSource): FilterParts {
  if (message === undefined || !/^[\w .:-]{1,80}$/.test(message)) {
    throw new OpsError('unsupported', 'No safe fail2ban filter can be written for this log.', {
      safe: 'Nothing was written.',
      next: 'Log failed logins with a fixed message, such as "login_failed", and what belongs to the request as context.',
    });
  }
  const text = message.replace(/[.]/g, String.raw`\.`);
  const remarks = [
    'The expression asks for a record of flat context with the key "ip". Try it on your log before the jail is enabled.',
  ];
  const address = String.raw`"(?:ip|ip_address)":"<ADDR>"`;
  if (format === 'json') {
    return {
      kind: 'login',
      expression: String.raw`^\{"message":"${text}","context":\{${members}${address}[,}]`,
      date: String.raw`"datetime":"%%Y-%%m-%%dT%%H:%%M:%%S(?:\.%%f)?%%z","extra":`,
      remarks,
    };
  }
  return {
    kind: 'login',
    // The date is cut out with its brackets, so the record begins with a space.
    expression: String.raw`^ ${channel}\.[A-Z]+: ${text} \{${members}${address}[,}]`,
    date: String.raw`^\[%%Y-%%m-%%d[T ]%%H:%%M:%%S(?:\.%%f)?(?:%%z)?\]`,
    remarks: [
      ...remarks,
      'Only for a log of its own, such as a security channel: in laravel.log, messages of exceptions hold what people sent, line breaks included, and could imitate a record.',
    ],
  };
}

/** The address stands first; the request line is quoted, and nginx writes a quote in it as \x22, Apache as \". */
function accessFilter(probes: boolean): FilterParts {
  const start = String.raw`^<ADDR> \S+ [^"]* \[\] "`;
  return {
    kind: probes ? 'scanner' : 'access',
    expression: probes
      ? String.raw`${start}(?:GET|POST|HEAD) (?:/[\w.-]+){0,4}/(?:\.env[\w.-]*|\.git/\w+|wp-login\.php|xmlrpc\.php|eval-stdin\.php|phpinfo\.php)[? ][^"]*" (?:400|403|404|405|444) `
      : String.raw`${start}POST (?:/[\w.-]+){0,4}/(?:login|signin|sign-in|token)[? ][^"]*" (?:401|422|429) `,
    // The last date before the first quote: the name of basic authentication in front of it is what people sent.
    date: String.raw`^\S+ \S+ [^"]* \[(%%d/%%b/%%Y:%%H:%%M:%%S %%z)\] "`,
    remarks: probes
      ? []
      : ['A login form of Laravel answers 302 to success and failure alike: only 401, 422 and 429 are counted.'],
  };
}
