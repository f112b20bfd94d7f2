import type { ReadinessReport } from '../report';

/** The report as it is, one document. */
export function jsonReport(report: ReadinessReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
