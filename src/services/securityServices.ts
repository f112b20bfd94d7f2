// The entry of dist/security.js: reading logs, findings, rate limits and scaffolds, loaded when a view or command first needs it.
export { logsAsked } from './security/logsAsked';
export { findingsOf } from './security/recentFindings';
export { planScaffolds, scaffoldChoices } from './security/scaffolding';
export { securityView } from './security/securityView';
export { fail2banText, knownFinding } from './security/findingActions';
export { exportedLimits, inventoryOf, readRoutes } from './security/limitInventory';
export { proofQuestions, provableRoutes, proveLimit } from './security/limitProof';
export { createSecurityLogPage, createSecurityLogSource } from './securityLog';
export { mute, mutesOf, unmute } from './security/mutes';
export { criticalToTell } from './security/criticalFindings';
