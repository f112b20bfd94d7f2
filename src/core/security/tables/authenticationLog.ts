import type { SecurityEvent } from '../securityEvent';
import type { AuditTableKind } from './auditTable';
import { actorOf, rowEvent } from './rowEvent';

const text = (column: string) => ({ name: column, column, reads: 'text' }) as const;

/**
 * rappasoft/laravel-authentication-log 1 to 6: one row a login, successful or not, and the moment of its logout in it. Version
 * 6 added device and suspicion. Failed logins of unknown users are not stored. `location` is what torann/geoip found.
 */
export const authenticationLog: AuditTableKind = {
  package: 'rappasoft/laravel-authentication-log',
  needs: ['id', 'authenticatable_id', 'login_at', 'login_successful'],
  fields: [
    text('authenticatable_type'),
    text('authenticatable_id'),
    text('ip_address'),
    text('user_agent'),
    text('login_successful'),
    text('cleared_by_user'),
    text('device_name'),
    text('is_suspicious'),
    { name: 'login_at', column: 'login_at', reads: 'time' },
    { name: 'logout_at', column: 'logout_at', reads: 'time' },
    { name: 'country', column: 'location', reads: 'member', path: '$.country' },
  ],
  events(row, position, source, zone) {
    const place = { position, source, zone };
    const shared = {
      user: actorOf(row['authenticatable_type'], row['authenticatable_id']),
      ip: row['ip_address'],
      userAgent: row['user_agent']?.slice(0, 512),
      device: row['device_name'],
      country: row['country'],
    };
    const worked = row['login_successful'] === '1';
    const suspicious = row['is_suspicious'] === '1';
    const found: SecurityEvent[] = [];
    // A logout without a known device is stored as a row of its own, without a login.
    if (row['login_at'] !== undefined || row['logout_at'] === undefined) {
      const message = `${worked ? 'Login' : 'Login failed'}${suspicious ? ', marked as suspicious' : ''}`;
      found.push(
        rowEvent(place, row['login_at'], message, {
          ...shared,
          event: worked ? 'login' : 'login_failed',
          level: worked && !suspicious ? 'info' : 'warning',
        }),
      );
    }
    if (row['logout_at'] !== undefined) {
      const other = row['cleared_by_user'] === '1';
      found.push(
        rowEvent(place, row['logout_at'], other ? 'Logged out from another device' : 'Logout', {
          ...shared,
          event: other ? 'other_device_logout' : 'logout',
          level: 'info',
        }),
      );
    }
    return found;
  },
};
