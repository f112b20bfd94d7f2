import type { ExtraLog, ExtraLogFormat } from './extraLog';

const formats: readonly ExtraLogFormat[] = ['auto', 'line', 'json', 'access', 'fpm'];

/** Logs that are read at most: a list that a program wrote must not open thousands of files. */
const most = 50;

/** The value of `laravelOps.security.logs` as it stands in the settings; what is no log is left out. */
export function readExtraLogs(value: unknown): readonly ExtraLog[] {
  return Array.isArray(value) ? value.flatMap((each: unknown) => readExtraLog(each) ?? []).slice(0, most) : [];
}

function readExtraLog(value: unknown): ExtraLog | undefined {
  if (typeof value !== 'object' || value === null || !('path' in value)) return undefined;
  const { path } = value;
  if (typeof path !== 'string' || path.trim() === '') return undefined;
  const name = 'name' in value && typeof value.name === 'string' && value.name !== '' ? value.name : undefined;
  const format = formats.find((known) => 'format' in value && known === value.format);
  return { path, ...(name === undefined ? {} : { name }), ...(format === undefined ? {} : { format }) };
}
