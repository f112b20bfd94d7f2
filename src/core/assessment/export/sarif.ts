import type { Severity } from '../../finding';
import type { ReadinessReport, ReportFinding, ReportPlace } from '../report';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A report with where its application lies below the folder that was checked: "" or "apps/shop". */
export interface PlacedReport {
  readonly report: ReadinessReport;
  readonly folder: string;
}

/**
 * Static Analysis Results Interchange Format 2.1.0 (OASIS): one run an application, its findings with their places.
 * Paths are relative to the folder that was checked; what somebody accepted is there and suppressed.
 */
export function sarifReport(reports: readonly PlacedReport[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: reports.map(runOf),
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function runOf({ report, folder }: PlacedReport) {
  const { rules } = report.appendix;
  const index = new Map(rules.map(({ code }, at) => [code, at]));
  return {
    tool: {
      driver: {
        name: report.product.name,
        version: report.product.version,
        semanticVersion: report.product.version,
        informationUri: 'https://github.com/laravel-ops/laravel-ops',
        rules: rules.map(({ code, slug, title, area, severity, docs }) => ({
          id: code,
          name: pascalCase(slug),
          shortDescription: { text: title },
          helpUri: docs,
          help: { text: `${title}. ${docs}` },
          defaultConfiguration: { level: levels[severity] },
          properties: { tags: [area] },
        })),
      },
    },
    automationDetails: { id: `laravel-ops/${folder === '' ? report.application.name : folder}/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that was checked.' } } },
    results: withOrdinals(report.findings).map(({ finding, ordinal }) => ({
      ruleId: finding.rule,
      ...(index.has(finding.rule) ? { ruleIndex: index.get(finding.rule) } : {}),
      level: levels[finding.severity],
      message: { text: finding.message },
      locations: [{ physicalLocation: physical(finding, folder, finding) }],
      ...(finding.related.length === 0
        ? {}
        : {
            relatedLocations: finding.related.map((place, at) => ({
              id: at + 1,
              message: { text: place.message },
              physicalLocation: physical(place, folder),
            })),
          }),
      // Neither line nor text: lines move, and the hash of a line with a password can be guessed.
      partialFingerprints: { 'laravelOps/v1': fnv1a(`${finding.rule}\0${finding.file}\0${ordinal}`) },
      ...(finding.acceptedBy === null
        ? {}
        : {
            suppressions: [
              {
                kind: 'external',
                status: 'accepted',
                justification: `${finding.acceptedBy.reason} (${finding.acceptedBy.owner}, until ${finding.acceptedBy.expires})`,
              },
            ],
          }),
    })),
  };
}

/** Which one of its rule a finding is in its file. */
function withOrdinals(findings: readonly ReportFinding[]) {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = `${finding.rule}\0${finding.file}`;
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    return { finding, ordinal };
  });
}

function physical(place: ReportPlace, folder: string, end?: Pick<ReportFinding, 'endLine' | 'endColumn'>) {
  const path = folder === '' ? place.file : `${folder}/${place.file}`;
  const absolute = place.file.startsWith('/') || /^[A-Za-z]:\//.test(place.file);
  return {
    artifactLocation: absolute
      ? { uri: `file://${place.file.startsWith('/') ? '' : '/'}${encoded(place.file)}` }
      : { uri: encoded(path), uriBaseId: 'SRCROOT' },
    region: {
      startLine: place.line,
      startColumn: place.column,
      ...(end === undefined ? {} : { endLine: end.endLine, endColumn: end.endColumn }),
    },
  };
}

function encoded(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/^([A-Za-z])%3A$/, '$1:'))
    .join('/');
}

function pascalCase(slug: string): string {
  return slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** 64 bits of FNV-1a over UTF-16 units, 16 hexadecimal digits: an identity, no secret depends on it. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash ^= BigInt(text.charCodeAt(at));
    hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, '0');
}
