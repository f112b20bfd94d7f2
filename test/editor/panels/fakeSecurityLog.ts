import { vi } from 'vitest';
import { Emitter } from '../../../src/core/base/event';
import type { SecurityLogState } from '../../../src/protocol/views/securityLog';
import { logDetail, logRow, securityLog } from '../../webview/samples';

/** A stream whose state the test sets and whose calls it sees. */
export function fakeSecurityLog(state: Partial<SecurityLogState> = {}) {
  const changed = new Emitter<void>();
  let current: SecurityLogState = { ...securityLog, ...state };
  const source = {
    title: 'Security Log — shop',
    current: vi.fn(() => current),
    onDidChange: changed.event,
    setVisible: vi.fn(),
    setPaused: vi.fn(),
    setFilter: vi.fn(),
    filterBy: vi.fn(),
    showFinding: vi.fn(),
    zoom: vi.fn(),
    last: vi.fn(),
    anyTime: vi.fn(),
    chooseSource: vi.fn(async () => undefined),
    older: vi.fn(async () => undefined),
    newer: vi.fn(async () => undefined),
    live: vi.fn(),
    search: vi.fn(async () => undefined),
    stopWork: vi.fn(),
    detail: vi.fn(() => logDetail(logRow(1))),
    mute: vi.fn(async () => undefined),
    muteEvent: vi.fn(async () => undefined),
    unmute: vi.fn(),
    clear: vi.fn(),
    export: vi.fn(async () => undefined),
    openPanel: vi.fn(async () => undefined),
    runCommand: vi.fn(async () => undefined),
    dispose: vi.fn(),
  };
  const change = (next: Partial<SecurityLogState>): void => {
    current = { ...current, ...next };
    changed.fire();
  };
  return { source, change };
}
