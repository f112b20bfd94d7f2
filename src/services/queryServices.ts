// The entry of dist/queries.js: listing, explaining and advising on statements, loaded when a view or command first needs it.
import type { App } from './app';
import { untilOf } from './queries/evidence';
import { mute, type MutedKind } from './queries/muted';
import type { Workspace } from './workspace';

export {
  adviceData,
  askForIndex,
  explainAsked,
  findIndexesFor,
  pretendMigration,
  slowList,
} from './queries/asked';
export { forgetCaptures, startCapture, stopCapture } from './queries/capture';
export { databaseView, forgetWhatWasRead, readSlowStatements } from './queries/databaseView';
export { createEvidenceSource, evidenceKey, indexChoices, indexMigrationFile } from './queries/evidence';
export { findInCode } from './queries/findInCode';
export { findIndexes } from './queries/findIndexes';
export { giveStatement } from './queries/giveStatement';
export { healthOffer, partitionMigration } from './queries/healthRemedies';
export { mutedOf, unmute } from './queries/muted';
export { dropScratch, proveAll, proveIndex } from './queries/prove';
export { grantText, sourceChoices } from './queries/sourceChoices';
export { createStatementSource, statementText } from './queries/statementPage';
export { explainRunning } from './queries/statementPlan';
export { takeBackTrials } from './queries/takeBackTrials';
export { tryInvisible } from './queries/tryInvisible';

/** Mutes one thing for so many days; 0: until it is shown again by hand. */
export function muteFor(
  workspace: Workspace,
  app: App,
  what: { readonly kind: MutedKind; readonly id: string; readonly label: string },
  days: number,
): void {
  mute(workspace, app, { ...what, ...untilOf(days) });
}
