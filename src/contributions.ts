// What the manifest contributes, as types: a command, view, context key or setting that does not exist does not compile.
// test/unit/manifest.test.ts keeps this file and package.json together, both ways.
import type manifest from '../package.json';
import type { TreeNode } from './core/tree';

/**
 * Every command with its arguments. Commands on a tree item get the item; from the palette they get nothing and ask.
 */
export interface Commands {
  'laravelOps.showMenu'(): Promise<void>;
  'laravelOps.dashboard.open'(): Promise<void>;
  'laravelOps.overview.refresh'(): Promise<void>;
  'laravelOps.readiness.openReport'(node?: TreeNode): Promise<void>;
  'laravelOps.readiness.export'(): Promise<void>;
  'laravelOps.readiness.acceptRisk'(node?: TreeNode): Promise<void>;
  'laravelOps.environments.switch'(): Promise<void>;
  'laravelOps.environments.use'(node?: TreeNode): Promise<void>;
  'laravelOps.environments.testConnection'(node?: TreeNode): Promise<void>;
  'laravelOps.environments.setPassword'(node?: TreeNode): Promise<void>;
  'laravelOps.environments.forgetPasswords'(): Promise<void>;
  'laravelOps.environments.unlock'(node?: TreeNode): Promise<void>;
  'laravelOps.environments.lock'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.refresh'(): Promise<void>;
  'laravelOps.backups.reveal'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.copyPath'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.backUp'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.restore'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.verify'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.inspect'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.drill'(): Promise<void>;
  'laravelOps.backups.openRestores'(): Promise<void>;
  'laravelOps.backups.writeRunbook'(): Promise<void>;
  'laravelOps.backups.configureSchedule'(): Promise<void>;
  'laravelOps.backups.toolsDoctor'(): Promise<void>;
  'laravelOps.backups.copyCommands'(node?: TreeNode): Promise<void>;
  'laravelOps.backups.delete'(node?: TreeNode): Promise<void>;
  'laravelOps.database.refresh'(): Promise<void>;
  'laravelOps.database.explain'(node?: TreeNode): Promise<void>;
  'laravelOps.database.copyStatement'(node?: TreeNode): Promise<void>;
  'laravelOps.database.killQuery'(node?: TreeNode): Promise<void>;
  'laravelOps.database.explainSelection'(): Promise<void>;
  'laravelOps.database.explainConnection'(node?: TreeNode): Promise<void>;
  'laravelOps.database.findInCode'(node?: TreeNode): Promise<void>;
  'laravelOps.database.muteStatement'(node?: TreeNode): Promise<void>;
  'laravelOps.database.showMuted'(): Promise<void>;
  'laravelOps.database.chooseSource'(): Promise<void>;
  'laravelOps.database.capture'(): Promise<void>;
  'laravelOps.database.stopCapture'(): Promise<void>;
  'laravelOps.database.findIndexes'(): Promise<void>;
  'laravelOps.database.openIndex'(node?: TreeNode): Promise<void>;
  'laravelOps.database.proveIndex'(node?: TreeNode): Promise<void>;
  'laravelOps.database.proveAll'(): Promise<void>;
  'laravelOps.database.dropScratch'(): Promise<void>;
  'laravelOps.database.tryInvisible'(node?: TreeNode): Promise<void>;
  'laravelOps.database.createIndexMigration'(node?: TreeNode): Promise<void>;
  'laravelOps.database.dismissIndex'(node?: TreeNode): Promise<void>;
  'laravelOps.database.mendHealth'(node?: TreeNode): Promise<void>;
  'laravelOps.database.partition'(node?: TreeNode): Promise<void>;
  'laravelOps.database.copyGrant'(): Promise<void>;
  'laravelOps.security.openLog'(): Promise<void>;
  'laravelOps.security.refresh'(): Promise<void>;
  'laravelOps.security.openStream'(): Promise<void>;
  'laravelOps.security.showInStream'(node?: TreeNode): Promise<void>;
  'laravelOps.security.muteFinding'(node?: TreeNode): Promise<void>;
  'laravelOps.security.showMuted'(): Promise<void>;
  'laravelOps.security.copyFail2ban'(node?: TreeNode): Promise<void>;
  'laravelOps.security.recordEvents'(): Promise<void>;
  'laravelOps.security.addThrottle'(node?: TreeNode): Promise<void>;
  'laravelOps.security.proveLimit'(node?: TreeNode): Promise<void>;
  'laravelOps.security.readRoutes'(): Promise<void>;
  'laravelOps.security.exportLimits'(): Promise<void>;
  'laravelOps.activity.refresh'(): Promise<void>;
  'laravelOps.activity.verify'(): Promise<void>;
  'laravelOps.activity.export'(): Promise<void>;
  'laravelOps.showLog'(): Promise<void>;
  'laravelOps.openSettings'(): Promise<void>;
}

export type CommandId = keyof Commands;

/**
 * What a command can do at most: `write` changes only what Laravel Ops itself keeps (saved passwords, the lock),
 * `destructive` changes a server or the application and goes through the guard.
 */
export const risks: Readonly<Record<CommandId, 'read' | 'write' | 'destructive'>> = {
  'laravelOps.showMenu': 'read',
  'laravelOps.dashboard.open': 'read',
  'laravelOps.overview.refresh': 'read',
  'laravelOps.readiness.openReport': 'read',
  'laravelOps.readiness.export': 'write',
  'laravelOps.readiness.acceptRisk': 'write',
  'laravelOps.environments.switch': 'read',
  'laravelOps.environments.use': 'read',
  'laravelOps.environments.testConnection': 'read',
  'laravelOps.environments.setPassword': 'write',
  'laravelOps.environments.forgetPasswords': 'write',
  'laravelOps.environments.unlock': 'write',
  'laravelOps.environments.lock': 'read',
  'laravelOps.backups.refresh': 'read',
  'laravelOps.backups.reveal': 'read',
  'laravelOps.backups.copyPath': 'read',
  'laravelOps.backups.backUp': 'destructive',
  'laravelOps.backups.restore': 'destructive',
  'laravelOps.backups.verify': 'read',
  'laravelOps.backups.inspect': 'read',
  'laravelOps.backups.drill': 'destructive',
  'laravelOps.backups.openRestores': 'destructive',
  'laravelOps.backups.writeRunbook': 'write',
  'laravelOps.backups.configureSchedule': 'write',
  'laravelOps.backups.toolsDoctor': 'read',
  'laravelOps.backups.copyCommands': 'read',
  'laravelOps.backups.delete': 'destructive',
  'laravelOps.database.refresh': 'read',
  'laravelOps.database.explain': 'read',
  'laravelOps.database.copyStatement': 'read',
  'laravelOps.database.killQuery': 'destructive',
  'laravelOps.database.explainSelection': 'read',
  'laravelOps.database.explainConnection': 'read',
  'laravelOps.database.findInCode': 'read',
  'laravelOps.database.muteStatement': 'write',
  'laravelOps.database.showMuted': 'write',
  'laravelOps.database.chooseSource': 'write',
  'laravelOps.database.capture': 'destructive',
  'laravelOps.database.stopCapture': 'destructive',
  'laravelOps.database.findIndexes': 'read',
  'laravelOps.database.openIndex': 'read',
  'laravelOps.database.proveIndex': 'destructive',
  'laravelOps.database.proveAll': 'destructive',
  'laravelOps.database.dropScratch': 'destructive',
  'laravelOps.database.tryInvisible': 'destructive',
  'laravelOps.database.createIndexMigration': 'write',
  'laravelOps.database.dismissIndex': 'write',
  'laravelOps.database.mendHealth': 'write',
  'laravelOps.database.partition': 'write',
  'laravelOps.database.copyGrant': 'read',
  'laravelOps.security.openLog': 'read',
  'laravelOps.security.refresh': 'read',
  'laravelOps.security.openStream': 'read',
  'laravelOps.security.showInStream': 'read',
  'laravelOps.security.muteFinding': 'write',
  'laravelOps.security.showMuted': 'write',
  'laravelOps.security.copyFail2ban': 'read',
  'laravelOps.security.recordEvents': 'write',
  'laravelOps.security.addThrottle': 'write',
  'laravelOps.security.proveLimit': 'destructive',
  'laravelOps.security.readRoutes': 'destructive',
  'laravelOps.security.exportLimits': 'read',
  'laravelOps.activity.refresh': 'read',
  'laravelOps.activity.verify': 'read',
  'laravelOps.activity.export': 'write',
  'laravelOps.showLog': 'read',
  'laravelOps.openSettings': 'read',
};

/** Tree views. */
export type TreeViewId =
  | 'laravelOps.overview'
  | 'laravelOps.backups'
  | 'laravelOps.database'
  | 'laravelOps.security'
  | 'laravelOps.activity';

/** Context keys of `when` clauses with the values they take. A key that is not set yet matches no value. */
export interface ContextKeys {
  'laravelOps:hasApp': boolean;
  /** The window was searched for apps: before that, "No Laravel app found" would be a guess. */
  'laravelOps:searched': boolean;
  /** Production of the active app is unlocked for changes. */
  'laravelOps:unlocked': boolean;
  'laravelOps:backups': ViewCondition;
  'laravelOps:database': ViewCondition;
  'laravelOps:activity': ViewCondition;
}

/** Which welcome text an empty view shows. */
export type ViewCondition = 'ready' | 'empty' | 'notConfigured' | 'failed';

type Sections = (typeof manifest)['contributes']['configuration'][number];
type KeysOfUnion<T> = T extends unknown ? keyof T : never;
/** Setting keys, read from the manifest itself: "laravelOps.polling.intervalSeconds". */
export type SettingKey = KeysOfUnion<Sections['properties']>;
