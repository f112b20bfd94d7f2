import { type ActivityStore, parseRecord } from '../core/guard/activity';
import { chainFile } from './chainFile';

/** The activity log as a JSONL file of the editor's storage folder, shared by all windows of the user and nobody else. */
export function activityFile(path: string): ActivityStore {
  return chainFile(path, {
    isRecord: (line) => parseRecord(line) !== undefined,
    title: 'The activity log',
    mode: 0o600,
  });
}
