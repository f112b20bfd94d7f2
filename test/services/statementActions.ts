import type { StatementActions } from '../../src/services/queries/statementPage';

/** A person who turns away from every question of a statement's page. */
export const statementActions: StatementActions = {
  runCommand: async () => undefined,
  copy: async () => undefined,
  openIndex: async () => undefined,
  openPlace: async () => undefined,
  askValues: async () => undefined,
  confirmRun: async () => false,
  askDays: async () => undefined,
  changed: () => undefined,
};
