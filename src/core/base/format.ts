const sizeUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units with three significant digits: 12_400_000 → "12.4 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${sizeUnits[unit]}`;
}

/** Milliseconds for people: 0.42 → "0.4 ms", 1234 → "1.2 s", 192_000 → "3 min 12 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  const rest = Math.round(seconds) % 60;
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Age of a moment as one coarse unit: "just now", "9 min", "9 h", "3 days". Never negative. */
export function formatAge(then: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}

/** How long ago: "just now", "9 h ago". */
export function formatAgo(then: Date, now: Date): string {
  const age = formatAge(then, now);
  return age === 'just now' ? age : `${age} ago`;
}

/** Whole numbers with a thin grouping that every locale can read: 1204 → "1,204". */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
