import { expect, test } from 'vitest';
import { offeredCommands } from '../../../../src/protocol/views/offered';

test('every action of a snapshot is offered, at any depth', () => {
  const state = {
    page: { kind: 'error', action: { title: 'Test', command: 'test' } },
    content: { next: [{ title: 'Fix', why: '…', action: { title: 'Go', command: 'go' } }] },
  };
  expect([...offeredCommands(state)].sort()).toEqual(['go', 'test']);
});

test('a command that is only mentioned is not offered', () => {
  expect(offeredCommands({ message: 'go', command: 'go', title: 4 }).size).toBe(0);
  expect(offeredCommands(undefined).size).toBe(0);
});
