const weekdays = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

const two = (value: string): string => value.padStart(2, '0');

/** A cron expression in words where they are short and exact: "daily 02:00", "Mondays 01:30"; else the expression. */
export function frequencyText(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  const seconds = fields.length === 6 ? /^\*\/(\d+)$/.exec(fields[0] ?? '')?.[1] : undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields.slice(-5);
  if (month !== '*') return cron;
  const always = hour === '*' && day === '*' && weekday === '*';
  if (fields.length === 6) {
    if (seconds === undefined || !always || minute !== '*') return cron;
    return seconds === '1' ? 'every second' : `every ${seconds} seconds`;
  }
  if (always) {
    if (minute === '*') return 'every minute';
    const step = /^\*\/(\d+)$/.exec(minute)?.[1];
    if (step !== undefined && 60 % Number(step) === 0) return `every ${step} minutes`;
    return /^\d+$/.test(minute) ? `hourly at :${two(minute)}` : cron;
  }
  if (!/^\d+$/.test(minute) || !/^\d+(?:,\d+)*$/.test(hour)) return cron;
  const times = hour.split(',').map((each) => `${two(each)}:${two(minute)}`);
  const at = times.length > 3 ? `${times.length} times a day at :${two(minute)}` : times.join(' and ');
  if (day === '*' && weekday === '*') return `daily ${at}`;
  if (day === '*') {
    if (weekday === '1-5') return `weekdays ${at}`;
    return /^[0-7]$/.test(weekday) ? `${weekdays[Number(weekday)] ?? ''} ${at}` : cron;
  }
  if (weekday !== '*') return cron;
  if (day === 'L') return `on the last day of the month ${at}`;
  return /^\d+$/.test(day) ? `on day ${day} of the month ${at}` : cron;
}
