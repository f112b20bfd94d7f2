import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { ServerDisk } from '../core/backups/restore/readPreflightFacts';

/** The disks of this machine, for servers that run on it. */
export const thisMachinesDisk: ServerDisk = {
  hostname: hostname(),
  async freeBytes(folder) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      // Not here, or not ours to look at (a container's folder, a chroot): that is "not known", whatever the reason.
      return undefined;
    }
  },
};
