/** What a scanner asks for. */
export interface Probe {
  /** "environment file". */
  readonly family: string;
  /** True where an answer with success gives secrets away or runs code. */
  readonly grave: boolean;
}

/**
 * Paths that no page of a Laravel application links to and that scanners ask every host for. From: nuclei's templates
 * for exposures (http/exposures), fail2ban's botsearch-common.conf, OWASP CRS rules 930120 and 930130 (restricted files),
 * CVE-2017-9841 (PHPUnit), CVE-2021-3129 (Ignition), CVE-2018-20062 (ThinkPHP), Spring Boot's and Laravel's own documentation
 * for actuator, Telescope and Horizon. Telescope, Horizon, phpMyAdmin and the rest are used by people too: they are not here.
 */
const probes: readonly (readonly [RegExp, Probe])[] = [
  [/(?:^|\/)\.env(?:[._-][\w.-]{1,40})?$/, { family: 'environment file', grave: true }],
  [/(?:^|\/)\.(?:git|svn|hg)\/(?:config|head|index|entries|wc\.db|logs|store)/, { family: 'repository', grave: true }],
  [
    /(?:^|\/)\.(?:aws\/credentials|ssh\/|npmrc$|dockercfg|docker\/config|htpasswd|ds_store$|vscode\/sftp)/,
    { family: 'hidden file', grave: true },
  ],
  [/\/phpunit\/.*eval-stdin\.php/, { family: 'PHPUnit, CVE-2017-9841', grave: true }],
  [/\/_ignition\/(?:execute-solution|scripts)/, { family: 'Ignition, CVE-2021-3129', grave: true }],
  [
    /(?:^|\/)(?:wp-login\.php|wp-admin|wp-content|wp-includes|wp-config|xmlrpc\.php|wlwmanifest\.xml)/,
    { family: 'WordPress', grave: false },
  ],
  [/(?:^|\/)actuator(?:\/|$)/, { family: 'Spring actuator', grave: false }],
  [
    /^\/(?:cgi-bin|boaform|hnap1|gponform|setup\.cgi|manager\/html|jmx-console|solr\/|hudson|struts|owa\/|ecp\/|autodiscover\/|remote\/login|sdk$|evox\/)/,
    { family: 'another product', grave: false },
  ],
  [
    /(?:^|\/)(?:phpinfo|info|test|shell|c99|r57|wso|alfa|adminer|pma|x|cmd)\.php$/,
    { family: 'left-over script', grave: false },
  ],
  [
    /(?:^|\/)(?:backup|dump|database|db|site|www|public_html)\.(?:zip|sql|sql\.gz|tar\.gz|tgz|rar|7z|bak)$/,
    { family: 'backup left behind', grave: true },
  ],
  [
    /(?:^|\/)(?:web\.config|config\.(?:bak|old|inc)|\w{1,30}\.php\.(?:bak|old|save|swp))$/,
    { family: 'backup of a file', grave: true },
  ],
  [
    /think\\?app\/invokefunction|\/index\.php\?s=\/index\/\\?think/,
    { family: 'ThinkPHP, CVE-2018-20062', grave: false },
  ],
  [/(?:\.\.(?:\/|%2f)){2}|\/etc\/passwd|%00|\$\{jndi:/, { family: 'path traversal or injection', grave: false }],
  [
    /^\/(?:laravel-filemanager|storage\/logs\/laravel\.log|storage\/framework)/,
    { family: "Laravel's own files", grave: true },
  ],
];

/** Every probe has one of these: a test that costs nothing for the paths of people. */
const hint =
  /\.(?:env|git|svn|hg|aws|ssh|npmrc|docker|htpasswd|ds_store|vscode|php|xml|zip|sql|gz|tgz|rar|7z|bak|old|inc|save|swp|config|cgi|\.)|wp-|actuator|cgi-bin|boaform|hnap1|gponform|manager|jmx-|solr|hudson|struts|owa|ecp|autodiscover|remote|sdk|evox|ignition|think|passwd|%2e|%00|jndi|filemanager|storage/i;

/** Of a path, as written in a request, this much is looked at. */
const looked = 254;

/** What the path of a request is a probe for, if it is one. The path may carry a query string. */
export function probeOf(route: string): Probe | undefined {
  const start = route.slice(0, looked);
  if (!hint.test(start)) return undefined;
  const text = start
    .toLowerCase()
    .replaceAll('%2e', '.')
    .replaceAll('%2f', '/')
    .replace(/\/{2,}/g, '/');
  const query = text.indexOf('?');
  const path = query < 0 ? text : text.slice(0, query);
  for (const [pattern, probe] of probes)
    if (pattern.test(path) || (query >= 0 && !probe.grave && pattern.test(text))) return probe;
  return undefined;
}
