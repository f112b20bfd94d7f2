import { shellArgument } from '../setup/quoting';
import type { RunbookFacts } from './facts';
import type { GeneratedSection } from './markers';
import { code, commands, numbered } from './markdown';

/** What stands in a command where the archive belongs. */
export function archiveOf({ newest }: RunbookFacts): string {
  return shellArgument(newest?.file ?? 'FILE.zip');
}

export function editorSection(): GeneratedSection {
  return {
    name: 'editor',
    text: [
      '## Way 1: in the editor',
      numbered([
        'Open the folder of the application in VS Code, on the server or over SSH.',
        'Run **Laravel Ops: Restore…** and choose the backup.',
        'Read the list of checks. What is marked with a cross has to be mended first.',
        'Start. The backup is loaded into a new database beside the live one. The live one is not touched.',
        'Look at the comparison.',
        'Press **Switch**. Press **Undo** when something is wrong.',
      ]),
    ].join('\n\n'),
  };
}

export function cliSection(facts: RunbookFacts): GeneratedSection {
  const password = passwordOption(facts);
  const file = archiveOf(facts);
  return {
    name: 'cli',
    text: [
      '## Way 2: on the command line',
      'In the folder of the application:',
      commands(
        'laravel-ops backups .',
        `laravel-ops verify ${file}${password}`,
        `laravel-ops restore . --backup ${file}${password}`,
      ),
      'It says which new database it made. Nothing has changed for visitors yet. To exchange the databases, and to go back:',
      commands('laravel-ops switch .', 'laravel-ops undo .'),
    ].join('\n\n'),
  };
}

/** The option that names the variable of the archive's password, for a command line; empty where there is none. */
export function passwordOption(facts: RunbookFacts): string {
  if (!needsPassword(facts)) return '';
  return ` --password-env ${shellArgument(facts.encryption.variable ?? 'BACKUP_ARCHIVE_PASSWORD')}`;
}

/** The newest archive is encrypted, or the next one will be. */
export function needsPassword({ newest, encryption }: RunbookFacts): boolean {
  return newest?.encrypted ?? encryption.state === 'on';
}

export function switchSection({ database }: RunbookFacts): GeneratedSection {
  const name = database.name ?? 'DATABASE';
  return {
    name: 'switch',
    text: [
      '## Switch, and back',
      numbered([
        'In the editor press **Switch**, or run `laravel-ops switch .`: all tables change places at once.',
        `The old data is kept beside it, in a database called ${code(`${name}_before_…`)}.`,
        'To go back press **Undo**, or run `laravel-ops undo .`. What was written after the switch is then in the other database.',
        'Drop the old database only when nobody needs it any more: there is no undo after that.',
      ]),
      `After a restore by hand: write the new name into ${code('DB_DATABASE')} of the environment file, then let every process read it. To go back write the old name.`,
      commands('php artisan config:clear', 'php artisan queue:restart'),
      'Where the configuration is cached run `php artisan config:cache` instead of `config:clear`.',
    ].join('\n\n'),
  };
}
