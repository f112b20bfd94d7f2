import type { Rule } from './rule';
import { backupFailureSilent } from './rules/alerting/backupFailureSilent';
import { chatChannelTooChatty } from './rules/alerting/chatChannelTooChatty';
import { debugLevelInProduction } from './rules/alerting/debugLevelInProduction';
import { horizonAlertsUnrouted } from './rules/alerting/horizonAlertsUnrouted';
import { logChannelNull } from './rules/alerting/logChannelNull';
import { slackWebhookMissing } from './rules/alerting/slackWebhookMissing';
import { undefinedLogChannel } from './rules/alerting/undefinedLogChannel';
import { unrotatedLog } from './rules/alerting/unrotatedLog';
import { apiUnthrottled } from './rules/apiThrottling/apiUnthrottled';
import { corsAnyOriginWithCredentials } from './rules/apiThrottling/corsAnyOriginWithCredentials';
import { limiterIpOnly } from './rules/apiThrottling/limiterIpOnly';
import { publicWriteUnprotected } from './rules/apiThrottling/publicWriteUnprotected';
import { throttleApiWithoutLimiter } from './rules/apiThrottling/throttleApiWithoutLimiter';
import { tokensNeverExpire } from './rules/apiThrottling/tokensNeverExpire';
import { alertsToLogMailer } from './rules/automatedBackups/alertsToLogMailer';
import { backupExcludedByEnvironment } from './rules/automatedBackups/backupExcludedByEnvironment';
import { backupWithoutCleanup } from './rules/automatedBackups/backupWithoutCleanup';
import { connectionNotInBackup } from './rules/automatedBackups/connectionNotInBackup';
import { dumpBinaryMissing } from './rules/automatedBackups/dumpBinaryMissing';
import { dumpLocksTables } from './rules/automatedBackups/dumpLocksTables';
import { dumpOptionFalseEnables } from './rules/automatedBackups/dumpOptionFalseEnables';
import { dumpOptionsMisplaced } from './rules/automatedBackups/dumpOptionsMisplaced';
import { emptyArchivePassword } from './rules/automatedBackups/emptyArchivePassword';
import { localOnlyDestination } from './rules/automatedBackups/localOnlyDestination';
import { monitorMismatch } from './rules/automatedBackups/monitorMismatch';
import { stockNotificationAddress } from './rules/automatedBackups/stockNotificationAddress';
import { storageSymlinkSkipped } from './rules/automatedBackups/storageSymlinkSkipped';
import { debugbarInProduction } from './rules/bottleneckIdentification/debugbarInProduction';
import { horizonSnapshotUnscheduled } from './rules/bottleneckIdentification/horizonSnapshotUnscheduled';
import { jobTimeoutExceedsRetry } from './rules/bottleneckIdentification/jobTimeoutExceedsRetry';
import { retryAfterNotAboveTimeout } from './rules/bottleneckIdentification/retryAfterNotAboveTimeout';
import { syncQueueInProduction } from './rules/bottleneckIdentification/syncQueueInProduction';
import { telescopeUnpruned } from './rules/bottleneckIdentification/telescopeUnpruned';
import { unboundedReadOnLargeTable } from './rules/bottleneckIdentification/unboundedReadOnLargeTable';
import { cacheClearFlushesJobs } from './rules/cachingStrategy/cacheClearFlushesJobs';
import { cacheFlushInCode } from './rules/cachingStrategy/cacheFlushInCode';
import { envKeyHasNoEffect } from './rules/cachingStrategy/envKeyHasNoEffect';
import { genericPrefix } from './rules/cachingStrategy/genericPrefix';
import { locksShareCache } from './rules/cachingStrategy/locksShareCache';
import { noOpCache } from './rules/cachingStrategy/noOpCache';
import { redisOpenRemote } from './rules/cachingStrategy/redisOpenRemote';
import { storeSettingsWithoutEffect } from './rules/cachingStrategy/storeSettingsWithoutEffect';
import { tagsWithoutSupport } from './rules/cachingStrategy/tagsWithoutSupport';
import { alterLargeTable } from './rules/databaseOptimisation/alterLargeTable';
import { costlyRead } from './rules/databaseOptimisation/costlyRead';
import { emptyPasswordRemote } from './rules/databaseOptimisation/emptyPasswordRemote';
import { myisamEngine } from './rules/databaseOptimisation/myisamEngine';
import { rootInProduction } from './rules/databaseOptimisation/rootInProduction';
import { strictOff } from './rules/databaseOptimisation/strictOff';
import { threeByteCharset } from './rules/databaseOptimisation/threeByteCharset';
import { unindexedForeignKey } from './rules/databaseOptimisation/unindexedForeignKey';
import { debugInProduction } from './rules/foundations/debugInProduction';
import { envFileTracked } from './rules/foundations/envFileTracked';
import { envOutsideConfig } from './rules/foundations/envOutsideConfig';
import { envParseError } from './rules/foundations/envParseError';
import { envValueTruncated } from './rules/foundations/envValueTruncated';
import { staleConfigCache } from './rules/foundations/staleConfigCache';
import { cacheOnNode } from './rules/loadBalancing/cacheOnNode';
import { maintenanceFileDriver } from './rules/loadBalancing/maintenanceFileDriver';
import { oneServerLockNotShared } from './rules/loadBalancing/oneServerLockNotShared';
import { proxyNotTrusted } from './rules/loadBalancing/proxyNotTrusted';
import { readReplicaNotSticky } from './rules/loadBalancing/readReplicaNotSticky';
import { readWithoutWrite } from './rules/loadBalancing/readWithoutWrite';
import { scheduleRunsEverywhere } from './rules/loadBalancing/scheduleRunsEverywhere';
import { sessionOnNode } from './rules/loadBalancing/sessionOnNode';
import { stickyWithoutRead } from './rules/loadBalancing/stickyWithoutRead';
import { trustAllWhileExposed } from './rules/loadBalancing/trustAllWhileExposed';
import { uploadsOnNode } from './rules/loadBalancing/uploadsOnNode';
import { authRouteUnlimited } from './rules/rateLimiting/authRouteUnlimited';
import { limitTooHighForAuth } from './rules/rateLimiting/limitTooHighForAuth';
import { limiterByProxyIp } from './rules/rateLimiting/limiterByProxyIp';
import { limiterGlobalBucket } from './rules/rateLimiting/limiterGlobalBucket';
import { limiterNotDefined } from './rules/rateLimiting/limiterNotDefined';
import { limiterStoreIneffective } from './rules/rateLimiting/limiterStoreIneffective';
import { stackedNumericThrottles } from './rules/rateLimiting/stackedNumericThrottles';
import { throttleRemoved } from './rules/rateLimiting/throttleRemoved';
import { appKeyMissing } from './rules/recoveryProcedures/appKeyMissing';
import { appKeyRotated } from './rules/recoveryProcedures/appKeyRotated';
import { destructiveCommandsAllowed } from './rules/recoveryProcedures/destructiveCommandsAllowed';
import { irreversibleMigration } from './rules/recoveryProcedures/irreversibleMigration';
import { routinesNotDumped } from './rules/recoveryProcedures/routinesNotDumped';
import { uploadsNotBackedUp } from './rules/recoveryProcedures/uploadsNotBackedUp';
import { auditRetentionShort } from './rules/securityEventLogging/auditRetentionShort';
import { cookieNotSecure } from './rules/securityEventLogging/cookieNotSecure';
import { cookieReadableByJs } from './rules/securityEventLogging/cookieReadableByJs';
import { opsDashboardOpen } from './rules/securityEventLogging/opsDashboardOpen';
import { samesiteNoneInsecure } from './rules/securityEventLogging/samesiteNoneInsecure';
import { secretsInLogs } from './rules/securityEventLogging/secretsInLogs';
import { weakBcrypt } from './rules/securityEventLogging/weakBcrypt';

/** Every lint rule, by area and code. */
export const rules: readonly Rule[] = [
  staleConfigCache,
  debugInProduction,
  envValueTruncated,
  envParseError,
  envFileTracked,
  envOutsideConfig,
  connectionNotInBackup,
  localOnlyDestination,
  stockNotificationAddress,
  alertsToLogMailer,
  backupWithoutCleanup,
  storageSymlinkSkipped,
  dumpLocksTables,
  dumpBinaryMissing,
  backupExcludedByEnvironment,
  monitorMismatch,
  dumpOptionFalseEnables,
  dumpOptionsMisplaced,
  emptyArchivePassword,
  appKeyRotated,
  appKeyMissing,
  irreversibleMigration,
  destructiveCommandsAllowed,
  routinesNotDumped,
  uploadsNotBackedUp,
  syncQueueInProduction,
  retryAfterNotAboveTimeout,
  jobTimeoutExceedsRetry,
  telescopeUnpruned,
  debugbarInProduction,
  unboundedReadOnLargeTable,
  horizonSnapshotUnscheduled,
  logChannelNull,
  slackWebhookMissing,
  chatChannelTooChatty,
  debugLevelInProduction,
  unrotatedLog,
  horizonAlertsUnrouted,
  backupFailureSilent,
  undefinedLogChannel,
  proxyNotTrusted,
  trustAllWhileExposed,
  sessionOnNode,
  cacheOnNode,
  uploadsOnNode,
  scheduleRunsEverywhere,
  oneServerLockNotShared,
  readReplicaNotSticky,
  maintenanceFileDriver,
  stickyWithoutRead,
  readWithoutWrite,
  noOpCache,
  envKeyHasNoEffect,
  genericPrefix,
  cacheClearFlushesJobs,
  cacheFlushInCode,
  redisOpenRemote,
  locksShareCache,
  tagsWithoutSupport,
  storeSettingsWithoutEffect,
  unindexedForeignKey,
  costlyRead,
  alterLargeTable,
  myisamEngine,
  strictOff,
  threeByteCharset,
  rootInProduction,
  emptyPasswordRemote,
  authRouteUnlimited,
  limiterNotDefined,
  limiterGlobalBucket,
  limiterByProxyIp,
  limiterStoreIneffective,
  stackedNumericThrottles,
  limitTooHighForAuth,
  throttleRemoved,
  throttleApiWithoutLimiter,
  apiUnthrottled,
  publicWriteUnprotected,
  limiterIpOnly,
  corsAnyOriginWithCredentials,
  tokensNeverExpire,
  secretsInLogs,
  auditRetentionShort,
  cookieNotSecure,
  cookieReadableByJs,
  samesiteNoneInsecure,
  opsDashboardOpen,
  weakBcrypt,
];

/** The rule of a code such as "GEN002". */
export function ruleOf(code: string): Rule | undefined {
  return rules.find((rule) => rule.code === code);
}
