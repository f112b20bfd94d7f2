import { expect, test } from 'vitest';
import { renderRunbook } from '../../../../../src/core/backups/runbook/render';
import { runbookState } from '../../../../../src/core/backups/runbook/state';
import { bare, whole } from './sample';

const written = renderRunbook(whole());

test('none, one that people wrote, and one that is current', () => {
  expect(runbookState(undefined, whole())).toEqual({ kind: 'missing' });
  expect(runbookState('# Restore\n', whole())).toEqual({ kind: 'unmarked' });
  expect(runbookState(written, whole())).toEqual({ kind: 'current' });
  expect(runbookState(written.replaceAll('\n', '\r\n'), whole())).toEqual({ kind: 'current' });
});

test('time that passes, new backups, drills and what a server said make none outdated', () => {
  const {
    newest: _,
    verification: __,
    drills: ___,
    ...others
  } = whole({ writtenAt: new Date(0), binaryLog: 'unknown' });
  expect(runbookState(written, others)).toEqual({ kind: 'current' });
});

test('a changed configuration makes it outdated, and it says what and from what to what', () => {
  const facts = whole({
    destinations: [{ label: 's3', place: 'on S3 bucket acme -- new', certain: true }],
    database: { ...whole().database, name: 'shop2' },
    encryption: { state: 'off' },
  });
  expect(runbookState(written, facts)).toEqual({
    kind: 'outdated',
    changes: [
      { what: 'Database', written: 'mariadb shop at 10.0.0.5:3306', now: 'mariadb shop2 at 10.0.0.5:3306' },
      {
        what: 'Where backups are',
        written: 'local: storage/app/Shop; s3: on S3 bucket acme-backups',
        now: 's3: on S3 bucket acme -- new',
      },
      { what: 'Encryption', written: 'on', now: 'off' },
    ],
  });
  expect(runbookState(renderRunbook(facts, written), facts)).toEqual({ kind: 'current' });
});

test('what is not known here is not held against it', () => {
  const facts = whole({
    destinations: [{ label: 's3', place: 'a bucket that cannot be known', certain: false }],
    encryption: { state: 'unknown' },
  });
  const { makers: _, ...others } = facts;
  expect(runbookState(written, others)).toEqual({ kind: 'current' });
});

test('what was not known when it was written, and is now, is a change', () => {
  const early = renderRunbook({ ...bare(), application: whole().application, steps: whole().steps });
  const state = runbookState(early, whole());
  expect(state.kind === 'outdated' ? state.changes.map(({ what }) => what) : []).toContain('Database');
});

test('facts that somebody edited are facts that are lost', () => {
  expect(runbookState(written.replace('{"Environment"', '{Environment'), whole())).toEqual({ kind: 'unmarked' });
});
