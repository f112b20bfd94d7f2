import type { CoverageState, EventCoverage } from './authEventCoverage';
import type { RecordField } from './recordedFields';

const fieldNames: Readonly<Record<RecordField, string>> = {
  user: 'user',
  ip: 'IP',
  userAgent: 'user agent',
  time: 'time',
};

/** A state in words, for rows and tables. */
const stateText: Readonly<Record<CoverageState, string>> = {
  logged: 'logged',
  heard: 'heard, record not known',
  notLogged: 'not logged',
  neverFired: 'never fired here',
  unknown: 'not known',
};

/** One row's description: "logged, without user agent · app/Listeners/Audit.php". */
export function coverageDescription({ state, missing, mayHaveMore, twice, by }: EventCoverage): string {
  const without = missing.map((field) => fieldNames[field]).join(', ');
  return [
    state === 'logged' && without !== ''
      ? `logged, ${mayHaveMore ? 'perhaps ' : ''}without ${without}`
      : stateText[state],
    ...(twice ? ['twice'] : []),
    ...new Set(by.map(({ text }) => text)),
  ].join(' · ');
}

/** The matrix as plain text, one event a line, for terminals and reports. */
export function coverageText(rows: readonly EventCoverage[]): string {
  const width = Math.max(...rows.map(({ event }) => event.name.length));
  return rows.map((row) => `${row.event.name.padEnd(width)}  ${coverageDescription(row)}\n`).join('');
}

/** How many of the events that an audit asks for, and that happen here, are recorded. */
export function coverageCounts(rows: readonly EventCoverage[]): { readonly logged: number; readonly asked: number } {
  const asked = rows.filter(({ event, state }) => event.worth === 'asked' && state !== 'neverFired');
  return { logged: asked.filter(({ state }) => state === 'logged').length, asked: asked.length };
}
