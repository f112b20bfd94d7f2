import { runsOf } from '../../../code/schedule/runs';
import { joinPath } from '../../../base/path';
import { appendArrayItem } from '../../../laravel/php/edit';
import type { Rule } from '../../rule';
import { configLocation } from '../../written';
import { mayCopyElsewhere, textsOf, usesBackupPackage } from './backupPackage';

/** BKP006: storage is a link that the backup does not follow. */
export const storageSymlinkSkipped: Rule = {
  code: 'BKP006',
  slug: 'storage-symlink-skipped',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Linked storage folder left out of backups',
  *check(context) {
    const { project, machine, root, code } = context;
    if (machine?.storage !== 'symbolicLink' || !usesBackupPackage(project)) return;
    const files = 'backup.backup.source.files';
    const include = project.config.get(`${files}.include`);
    const included = textsOf(include);
    const excluded = textsOf(project.config.get(`${files}.exclude`));
    const follow = project.config.get(`${files}.follow_links`);
    const location = configLocation(include);
    if (included === undefined || excluded === undefined || location === undefined) return;
    if (follow.kind !== 'known' || follow.value !== false) return;
    const storage = joinPath(root, 'storage');
    const isStorage = ({ text }: { text: string }): boolean => text === storage || text.startsWith(`${storage}/`);
    if (!included.some(({ text }) => text === root) || included.some(isStorage)) return;
    // Who leaves the folder out, means it.
    if (excluded.some(({ text }) => text === storage || text === joinPath(storage, 'app'))) return;
    const tasks = runsOf(code, 'backup:run').tasks.filter(
      ({ line }) => line !== undefined && !/--(?:only-db|config)\b/.test(line),
    );
    if (tasks.length === 0 || mayCopyElsewhere(context)) return;
    const text = context.textOf(location.file);
    const last = [...(include.kind === 'array' ? include.entries.values() : [])].at(-1);
    const lastPlace = last === undefined ? undefined : configLocation(last.value);
    const literal = text !== undefined && /^(?:\[|array)/.test(text.slice(location.range.start, location.range.end));
    const link = configLocation(follow);
    yield {
      rule: 'BKP006',
      severity: 'warning',
      message: '`storage` is a link and `follow_links` is false: uploads are not in the archive.',
      location,
      related: link === undefined ? [] : [{ location: link, message: 'Links are not followed.' }],
      fixes:
        literal && lastPlace?.file === location.file
          ? [
              {
                title: 'Include storage_path()',
                preferred: false,
                edits: [
                  {
                    file: location.file,
                    edits: [appendArrayItem(text, location.range, lastPlace.range, 'storage_path()')],
                  },
                ],
              },
            ]
          : [],
    };
  },
};
