import { applicationSection, checksSection, keySection } from './afterwards';
import { byHandSection, tablesSection } from './byHand';
import type { RunbookFacts } from './facts';
import { type GeneratedSection, marked, writeSections } from './markers';
import { code, plain, utc } from './markdown';
import { pointInTimeSection } from './pointInTime';
import { madeSection, proofSection, whereSection } from './proof';
import { factsComment, factsSection } from './state';
import { cliSection, editorSection, switchSection } from './ways';

/** The only line that differs when nothing else does. */
const dateLine = /^Written \d{4}-\d\d-\d\d \d\d:\d\d UTC\. /m;

/**
 * The runbook as Markdown, for `docs/runbooks/restore.md`. What people wrote outside the marks of an existing one stays, and
 * where nothing but the date would change the existing one is given back as it is.
 *
 * @param existing its text now; undefined when there is none
 */
export function renderRunbook(facts: RunbookFacts, existing?: string): string {
  const sections = sectionsOf(facts);
  const start = existing === undefined || existing.trim() === '' ? template(facts, sections) : existing;
  const written = writeSections(start, sections);
  const undated = (text: string): string => text.replace(dateLine, '');
  return existing !== undefined && undated(written) === undated(existing) ? existing : written;
}

function sectionsOf(facts: RunbookFacts): readonly GeneratedSection[] {
  return [
    { name: 'head', text: head(facts) },
    whereSection(facts),
    madeSection(facts),
    proofSection(facts),
    applicationSection(facts),
    editorSection(),
    cliSection(facts),
    byHandSection(facts),
    tablesSection(facts),
    switchSection(facts),
    checksSection(facts),
    keySection(facts),
    pointInTimeSection(facts),
    { name: factsSection, text: factsComment(facts) },
  ];
}

function head({ writtenAt, application, database }: RunbookFacts): string {
  const { laravel, environment, role } = application;
  const lines = [
    `Written ${utc(writtenAt)}. Laravel Ops writes anew what stands between its marks; the rest is yours and stays.`,
    '',
    `- Environment: ${code(environment)}, ${role === 'unknown' ? 'role not known' : plain(role)}`,
    `- Laravel: ${laravel === undefined ? 'version not known' : plain(laravel)}`,
    `- Database: ${database.name === undefined ? 'not known' : code(database.name)}${where(database)}`,
    `- Server: ${database.server === undefined ? 'not asked' : plain(database.server)}`,
  ];
  return lines.join('\n');
}

function where({ address, user }: RunbookFacts['database']): string {
  const as = user === undefined ? '' : ` as ${code(user)}`;
  if (address === undefined) return as;
  const at = 'socket' in address ? address.socket : `${address.host}:${address.port}`;
  return ` at ${code(at)}${as}`;
}

/** A new document: the parts that people fill stand between the generated ones. */
function template({ application }: RunbookFacts, sections: readonly GeneratedSection[]): string {
  const [first, ...others] = sections.map(marked);
  return [
    `# Restore ${plain(application.name)}`,
    first,
    '## Contacts',
    [
      '| Who | Name | Phone |',
      '|---|---|---|',
      '| On call | | |',
      '| Decides about data loss | | |',
      '| Database host | | |',
      '| Keeper of APP_KEY and the archive password | | |',
    ].join('\n'),
    ...others,
    '## Notes',
    'What happened last time, and what to do differently.',
  ]
    .join('\n\n')
    .concat('\n');
}
