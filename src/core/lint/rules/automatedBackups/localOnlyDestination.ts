import { isAbsolutePath } from '../../../base/path';
import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { configLocation } from '../../written';
import { isExplicit, textsOf, usesBackupPackage } from './backupPackage';

/** BKP002: every archive stays on the server that it is made on. */
export const localOnlyDestination: Rule = {
  code: 'BKP002',
  slug: 'local-only-destination',
  area: 'automatedBackups',
  severity: 'information',
  title: 'Backups on this server only',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { project, managedBackups } = environment;
      if (managedBackups || !usesBackupPackage(project)) continue;
      const list = project.config.get('backup.backup.destination.disks');
      const disks = textsOf(list);
      const location = configLocation(list);
      if (disks === undefined || disks.length === 0 || location === undefined) continue;
      if (
        !disks.every(({ text, value }) => isExplicit(value, environment) && isOnServer(environment, text, context.root))
      ) {
        continue;
      }
      const drivers = disks.flatMap(({ text }) => {
        const place = configLocation(project.config.get(`filesystems.disks.${text}.driver`));
        return place === undefined ? [] : [{ location: place, message: `Disk \`${text}\` is local.` }];
      });
      yield {
        rule: 'BKP002',
        severity: 'information',
        message: "All archives stay on this server's disk; losing the server loses the backups.",
        location,
        related: [...drivers, ...saysProduction(production, location)],
        fixes: [],
      };
    }
  },
};

/** A local disk inside the application's folder: one elsewhere may be a mount. */
function isOnServer({ project }: EvaluatedEnvironment, disk: string, root: string): boolean {
  const driver = project.config.get(`filesystems.disks.${disk}.driver`);
  const folder = asString(project.config.get(`filesystems.disks.${disk}.root`));
  if (asString(driver) !== 'local' || driver.kind !== 'known') return false;
  if (driver.origins.some(({ source }) => source === 'default')) return false;
  return folder !== undefined && (!isAbsolutePath(folder) || folder === root || folder.startsWith(`${root}/`));
}
