export { openGit } from './git';
export { createSqlConnector } from './mysql';
export { createRedisConnector } from './redis';
