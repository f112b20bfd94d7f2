import { formatAge } from '../base/format';
import { relativePath } from '../base/path';
import type { BackupCatalog } from '../backups/catalog';
import { type BackupDestination, backupDestinations } from '../backups/destination';
import type { Evidence } from './area';
import { usable } from './backupEvidence';
import { backUpNow, latestAfterMs } from './backupTasks';
import { covered, gap, type Judgement, unknown } from './check';
import { isLocal, placesOf } from './effective';
import { type AssessmentFacts, environmentOf, type FileFacts, projectOf } from './facts';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';

/** Is a copy kept where losing this server does not lose it. */
export function judgeOffSite(files: FileFacts, { backups, now }: AssessmentFacts): Judgement {
  const project = projectOf(files);
  const { root } = files.context;
  const found = findingsOf(files, 'BKP002');
  if (found.length > 0)
    return gap('only on this server', { evidence: evidenceOf(found, root), remedies: remediesOf(found) });
  if (environmentOf(files)?.managedBackups === true) return unknown('the platform decides where backups are kept');
  const destinations = backupDestinations(project).filter(({ source }) => source === 'spatie');
  if (destinations.length === 0) return unknown('no destination is configured in the application');
  const places = destinations.map(({ label, disk, folder, unlisted, origins }) => ({
    disk,
    driver: disk === undefined ? undefined : project.config.get(`filesystems.disks.${disk}.driver`),
    inside: folder?.startsWith(`${root}/`) === true,
    evidence: placesOf(
      files,
      origins,
      `Destination ${label}: ${unlisted ?? relativePath(root, folder ?? 'not known')}.`,
    ),
  }));
  const evidence = places.flatMap((place) => place.evidence);
  const remote = places.find(({ driver }) => driver?.kind === 'known' && driver.value !== 'local');
  if (remote !== undefined) return judgeCopies(remote.disk ?? '', evidence, files, backups, now);
  if (places.some(({ driver }) => driver?.kind !== 'known')) return unknown('a destination is not known', { evidence });
  // A folder outside the application may be a mount of another machine.
  if (!places.every(({ inside }) => inside))
    return unknown('a destination is outside the application, maybe a mount', { evidence });
  if (isLocal(files)) return unknown('only a local environment was looked at', { evidence });
  return gap('only on this server', { evidence, remedies: [{ title: 'Add a disk on another machine' }] });
}

/** A disk elsewhere is worth what arrives on it: where it was listed, its newest archive says so. */
function judgeCopies(
  disk: string,
  evidence: readonly Evidence[],
  files: FileFacts,
  backups: BackupCatalog | undefined,
  now: Date,
): Judgement {
  const configured = covered(`disk ${disk} is elsewhere`, { evidence });
  const isThere = ({ disks, disk: one }: BackupDestination): boolean => (disks ?? [one]).includes(disk);
  const asked = backups?.destinations.find((destination) => isThere(destination) && destination.folder === undefined);
  if (backups === undefined || asked === undefined) return configured;
  if (backups.problems.some(({ destination }) => destination.id === asked.id)) return configured;
  const copies = backups.backups.filter(({ destination }) => destination.id === asked.id);
  const newest = usable(copies);
  const source = asked.id;
  if (newest === undefined)
    return gap(`nothing is on disk ${disk}`, {
      evidence: [...evidence, { fact: `Destination ${asked.label} was listed: no usable archive is there.`, source }],
      remedies: [backUpNow],
    });
  const age = formatAge(newest.createdAt, now);
  const seen = [...evidence, { fact: `The newest archive on ${asked.label} is ${newest.fileName}.`, source }];
  const late = now.getTime() - newest.createdAt.getTime() > latestAfterMs(files);
  if (!late) return covered(`newest on ${disk} ${age}`, { evidence: seen });
  if (isLocal(files)) return unknown(`newest on ${disk} ${age} old`, { evidence: seen });
  return gap(`newest on ${disk} ${age} old`, { evidence: seen, remedies: [backUpNow] });
}
