import { asString, at, type ArrayValue } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import { rewritten } from '../../rewrite';
import type { Rule } from '../../rule';
import { appServers, saysServers } from '../../topology';
import { readHere, writtenValue } from '../../written';
import { storedUploads } from './uploads';

/** LBS005: several servers, and uploads on the disk of the one that took them. */
export const uploadsOnNode: Rule = {
  code: 'LBS005',
  slug: 'uploads-on-node',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'Uploads on one server of several',
  collectors: [storedUploads],
  *check(context) {
    const uploads = context.code.facts(storedUploads);
    if (appServers(context) !== 2 || uploads.length === 0) return;
    for (const production of productionEnvironments(context)) {
      const { config } = production.environment.project;
      const written = writtenValue(production.environment, 'filesystems.default');
      const disk = written === undefined ? undefined : asString(written.value);
      if (written === undefined || disk === undefined) continue;
      const upload = uploads.find((each) => each.disk === undefined || each.disk === disk);
      const root = asString(config.get(`filesystems.disks.${disk}.root`));
      const own = root !== undefined && root.startsWith(`${context.root}/`);
      // A root outside the application may be a shared mount.
      if (upload === undefined || !own || asString(config.get(`filesystems.disks.${disk}.driver`)) !== 'local')
        continue;
      const disks = config.get('filesystems.disks');
      const remote = disks.kind === 'array' ? [...disks.entries.keys()].filter((name) => isS3(disks, name)) : [];
      yield {
        rule: 'LBS005',
        severity: 'warning',
        message: `Uploads go to disk \`${disk}\`, a folder of the server that takes them: they are missing on the others.`,
        location: written.location,
        related: [
          { location: upload.location, message: 'An upload is stored here.' },
          ...readHere(context, written),
          ...saysServers(context, written.location),
          ...saysProduction(production, written.location),
        ],
        // Which of them is meant for such files is for people to choose.
        fixes: remote.map((name) => rewritten(written, 'filesystems.default', name)),
      };
    }
  },
};

function isS3(disks: ArrayValue, name: string): boolean {
  return /^[\w-]+$/.test(name) && asString(at(disks, `${name}.driver`)) === 's3';
}
