import type { OpenEnd } from './cutter';
import { classify } from './classify';
import type { DumpStatement } from './statement';
import { decodeText, toBinaryText } from './sqlText';

/** Looks whether a dump was written to its end. */
export interface Wholeness {
  statement(statement: DumpStatement): void;
  /** A line that a dumping program wrote for the screen. */
  message(line: string): void;
  add(problem: string): void;
  /** @returns everything that speaks against it, for people */
  end(open: OpenEnd | undefined, unrestored: readonly string[]): readonly string[];
}

/** Problems of one kind that are said one by one. */
const most = 20;

/**
 * mysqldump and mariadb-dump end with the restoring of what they began by saving (mysqldump.cc, write_footer), lock and unlock
 * each table around its rows, and replace each stand-in by its view.
 */
export function createWholeness(): Wholeness {
  const problems: string[] = [];
  const standIns = new Set<string>();
  const messages = new Set<string>();
  let locked: string | undefined;
  let transaction = false;
  let current: string | undefined;
  let statements = 0;
  let more = 0;
  const add = (problem: string): void => {
    if (problems.length < most) problems.push(problem);
    else more++;
  };
  return {
    statement({ kind, name, standIn, bytes }) {
      statements++;
      if (name !== undefined && (kind === 'createTable' || kind === 'insert')) current = name;
      switch (kind) {
        case 'lockTables':
          locked = name ?? '';
          break;
        case 'unlockTables':
          locked = undefined;
          break;
        case 'transaction':
          transaction = !/^(?:COMMIT|ROLLBACK)/i.test(toBinaryText(bytes.subarray(0, 16)));
          break;
        case 'createTable':
        case 'createView':
          if (name === undefined) break;
          if (standIn !== true) standIns.delete(name);
          // mydumper keeps the view in a file of its own.
          else if (!/ENGINE=MEMORY/i.test(toBinaryText(bytes.subarray(0, 65_536)))) standIns.add(name);
          break;
        default:
      }
    },
    message(line) {
      if (/\berror\b|couldn't|can't|unknown|denied|failed/i.test(line)) messages.add(line.slice(0, 300));
    },
    add,
    end(open, unrestored) {
      for (const line of messages) add(`the program that made it failed and said so within the dump: "${line}"`);
      const ends = open === undefined ? undefined : openProblem(open);
      if (ends !== undefined) add(ends);
      if (locked !== undefined) add(`ends within the rows of table ${locked}: it was locked and never unlocked`);
      if (transaction) add('ends before COMMIT: the last lines are missing');
      if (unrestored.length > 0 && ends === undefined)
        add(
          `the last lines are missing: ${unrestored.join(', ')} was saved at the beginning and not set back, as the end of a whole dump does` +
            (current === undefined ? '' : `; the last table in it is ${current}`),
        );
      const views = [...standIns];
      if (views.length > 0)
        add(
          `${views.length === 1 ? 'the view' : 'views'} ${views.slice(0, 5).join(', ')}${views.length > 5 ? ` and ${views.length - 5} more` : ''}: prepared at the beginning, never defined`,
        );
      if (statements === 0 && problems.length === 0) add('holds no statement');
      if (more > 0) problems.push(`and ${more} more problems`);
      return problems;
    },
  };
}

function openProblem({ within, head }: OpenEnd): string {
  if (within === 'body') return 'ends within triggers or routines: DELIMITER was never set back';
  if (head.length === 0) return 'ends inside a comment';
  const { kind, name } = classify(head);
  const place = within === 'statement' ? 'inside' : `inside a ${within} of`;
  if (name !== undefined && kind !== 'other') return `ends ${place} ${nouns[kind] ?? 'a statement about'} ${name}`;
  const begin = (decodeText(head.subarray(0, 60)) ?? toBinaryText(head.subarray(0, 60))).replaceAll(
    /[^\x20-\x7e\xa0-\uffff]+/g,
    ' ',
  );
  return `ends ${place} the statement that begins with "${begin.trim()}"`;
}

const nouns: Partial<Record<DumpStatement['kind'], string>> = {
  createTable: 'the definition of table',
  insert: 'the rows of table',
  createView: 'the definition of view',
  createTrigger: 'the definition of trigger',
  createRoutine: 'the definition of routine',
  createEvent: 'the definition of event',
};
