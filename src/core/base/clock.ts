// Moments as people read them, in the time zone of the machine that shows them.

const two = (value: number): string => String(value).padStart(2, '0');

/** "02:00" in local time. */
export function clockTime(moment: Date): string {
  return `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** "13:02:10" in local time. */
export function clockTimeWithSeconds(moment: Date): string {
  return `${clockTime(moment)}:${two(moment.getSeconds())}`;
}

/** "2026-11-22" in local time: also the key of a day. */
export function calendarDay(moment: Date): string {
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** "13:02" for a moment of today, else "2026-11-20 13:02". */
export function momentText(moment: Date, now: Date): string {
  const time = clockTime(moment);
  return calendarDay(moment) === calendarDay(now) ? time : `${calendarDay(moment)} ${time}`;
}

/** "Today", "Yesterday", else the calendar day. */
export function dayName(moment: Date, now: Date): string {
  const day = calendarDay(moment);
  if (day === calendarDay(now)) return 'Today';
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return day === calendarDay(yesterday) ? 'Yesterday' : day;
}

/** Making one takes longer than using it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const made =
    formatters.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formatters.set(timeZone, made);
  return made;
}

/** Milliseconds that `timeZone` is ahead of UTC at `instant`. */
function offsetAt(instant: number, timeZone: string): number {
  // Formatted are whole seconds.
  const whole = Math.floor(instant / 1000) * 1000;
  const parts = formatterOf(timeZone).formatToParts(new Date(whole));
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole;
}

/** What clocks in `timeZone` show at an instant, held as if it were UTC; undefined for a zone this machine does not know. */
export function wallTimeIn(instant: Date, timeZone: string): Date | undefined {
  try {
    return new Date(instant.getTime() + offsetAt(instant.getTime(), timeZone));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The instant at which clocks in `timeZone` (IANA name, as PHP takes it) show the given wall time; `wall` holds it as if
 * it were UTC. Undefined for a zone this machine does not know. Of the two instants of a repeated hour the first; a
 * skipped hour gives the instant after the jump, as PHP's mktime does.
 */
export function instantInZone(wall: Date, timeZone: string): Date | undefined {
  const target = wall.getTime();
  try {
    const day = 86_400_000;
    // Offsets a day to either side are the ones before and after a change, whichever way it went.
    const before = offsetAt(target - day, timeZone);
    const after = offsetAt(target + day, timeZone);
    const matching = [target - before, target - after].find(
      (instant) => instant + offsetAt(instant, timeZone) === target,
    );
    return new Date(matching ?? target - before);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
