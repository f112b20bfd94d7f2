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

/** What dist/queries.js exports. */
export type QueryServicesModule = Awaited<ReturnType<ServicesModule['loadQueryServices']>>;

/** The services with those of statements and indexes. */
export interface QueryServices extends Services {
  readonly queries: QueryServicesModule;
}

/** Loads both. */
export async function loadQueries(load: LoadServices): Promise<QueryServices> {
  const services = await load();
  return { ...services, queries: await services.module.loadQueryServices() };
}

/** What dist/security.js exports. */
export type SecurityServicesModule = Awaited<ReturnType<ServicesModule['loadSecurityServices']>>;

/** The services with those of logs, findings, rate limits and scaffolds. */
export interface SecurityServices extends Services {
  readonly security: SecurityServicesModule;
}

/** Loads both. */
export async function loadSecurity(load: LoadServices): Promise<SecurityServices> {
  const services = await load();
  return { ...services, security: await services.module.loadSecurityServices() };
}
