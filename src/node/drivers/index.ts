export { createBulkConnector } from './bulk';
export { openGit } from './git';
export { createSqlConnector } from './mysql';
export { createRedisConnector } from './redis';
export { createDatabaseDumper } from './dump';
