import type { StatementDigest } from '../core/queries/digest';
import { shortText } from '../core/queries/statementText';

/** "38 %" with one decimal below ten: for the dashboard and the statement's page. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** A statement as one short line. */
export function statementLine({ text }: StatementDigest): string {
  return shortText(text, 160);
}
