import { day, hour } from './words';

/**
 * Whether local time without an offset, as Laravel's line format writes it, leaps like this by law: an hour, in the night to a
 * Sunday, in the months in which clocks are set anywhere (tz database, 2024a: March, April, September, October, November).
 *
 * @param time of the leap, local time read as UTC
 * @param leap milliseconds between the two events, without sign
 */
export function maySummerTime(time: number, leap: number): boolean {
  if (leap < 0.9 * hour || leap > 1.25 * hour) return false;
  const moment = new Date(time);
  const month = moment.getUTCMonth() + 1;
  const atNight = time - Math.floor(time / day) * day < 5 * hour;
  return moment.getUTCDay() === 0 && atNight && [3, 4, 9, 10, 11].includes(month);
}
