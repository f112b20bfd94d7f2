// Debian unstable in a folder of its own, for what the system's release does not carry; programs run there with chroot, so the system's
// own packages stay as they are. That needs root and a mirror, and unstable moves.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, isRoot, run, tail, which } from './packages.mjs';

/** The answer for whoever is not root. */
export const needsRoot = 'Debian has it in unstable only, and unpacking that needs root';
export const install = 'run as root on Debian or Ubuntu with debootstrap installed (apt-get install -y debootstrap)';
export { isRoot };

/**
 * Unpacks packages and what they need, once: a folder that is there already is kept.
 * @param {object} wanted
 * @param {string} wanted.rootDir
 * @param {string} wanted.packages comma-separated
 * @param {string} wanted.proof a file below rootDir that is there when it is done
 * @param {string} wanted.note what is unpacked, for the log
 * @param {(line: string) => void} wanted.log
 * @param {AbortSignal | undefined} wanted.signal
 * @throws Error when it fails, with its last lines
 */
export async function unpackUnstable({ rootDir, packages, proof, note, log, signal }) {
  if (existsSync(join(rootDir, proof))) return;
  if (which('debootstrap') === undefined) {
    const got = await ensurePackages(['debootstrap', 'debian-archive-keyring'], log, signal);
    if (got.kind === 'missing') throw new Error(got.reason);
  }
  log(`unpacking ${note} from Debian unstable (once)`);
  const half = `${rootDir}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const args = ['--variant=minbase', `--include=${packages}`, 'sid', half];
  const { code, output } = await run(which('debootstrap') ?? 'debootstrap', args, signal ? { signal } : {});
  if (code !== 0 || !existsSync(join(half, proof))) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`debootstrap failed: ${tail(output, 3)}`);
  }
  // The package files were needed to unpack only.
  rmSync(join(half, 'var/cache/apt/archives'), { recursive: true, force: true });
  rmSync(rootDir, { recursive: true, force: true });
  renameSync(half, rootDir);
}
