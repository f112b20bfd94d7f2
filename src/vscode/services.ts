import type * as services from '../services/projectServices';
import type { Workspace } from '../services/workspace';

/** What dist/services.js exports: loaded when first needed, never at activation. */
export type ServicesModule = typeof services;

/** The window's services, loaded. */
export interface Services {
  readonly workspace: Workspace;
  readonly module: ServicesModule;
}

/** Loads the services once; later calls get the same. */
export type LoadServices = () => Promise<Services>;

/** What dist/backups.js exports. */
export type BackupServicesModule = Awaited<ReturnType<ServicesModule['loadBackupServices']>>;

/** The services with those of backups: what a command of backups needs. */
export interface BackupServices extends Services {
  readonly backups: BackupServicesModule;
}

/** Loads both. */
export async function loadBackups(load: LoadServices): Promise<BackupServices> {
  const services = await load();
  return { ...services, backups: await services.module.loadBackupServices() };
}
