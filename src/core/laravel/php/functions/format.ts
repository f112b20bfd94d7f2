import type { Value } from '../../value';
import { isAscii, toInteger, toNumber, toText } from '../scalars';
import { known } from '../values';
import { maximumSize } from '../machine';
import { textAt } from './pure';

const specifier = /%(?:%|(?:(\d+)\$)?([-+0 ]|'.)*(\d+)?(?:\.(\d+))?([bcdeEfFgGosuxX]))/g;

/** sprintf() with the specifiers %s %d %u %f %x %X %o %b %c and padding; undefined for anything else. */
export function formatText(args: readonly Value[]): Value | undefined {
  const format = textAt(args, 0);
  if (format === undefined) return undefined;
  let next = 1;
  let result = '';
  let end = 0;
  for (const match of format.matchAll(specifier)) {
    result += format.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === '%%') {
      result += '%';
      continue;
    }
    const [, position, , width, precision, type = 's'] = match;
    const value = args[position === undefined ? next++ : Number(position)];
    if (value?.kind !== 'known') return undefined;
    const flags = match[0].slice(1, match[0].length - 1);
    const text = convert(type, value, precision === undefined ? undefined : Number(precision));
    if (text === undefined || Number(width ?? 0) > maximumSize) return undefined;
    const padded = padTo(text, Number(width ?? 0), flags.replace(/^\d+\$/, ''), type);
    if (padded === undefined) return undefined;
    result += padded;
  }
  const rest = format.slice(end);
  return rest.includes('%') || result.includes('\0') ? undefined : known(result + rest);
}

function convert(
  type: string,
  value: Extract<Value, { kind: 'known' }>,
  precision: number | undefined,
): string | undefined {
  const whole = toInteger(value.value);
  switch (type) {
    case 's': {
      const text = toText(value.value, value.float);
      return precision === undefined ? text : isAscii(text) ? text.slice(0, precision) : undefined;
    }
    case 'd':
      return whole === undefined ? undefined : String(whole);
    case 'u':
      return whole === undefined || whole < 0 ? undefined : String(whole);
    case 'f':
    case 'F':
      return toNumber(value.value).toFixed(Math.min(precision ?? 6, 53));
    case 'x':
    case 'X':
    case 'o':
    case 'b': {
      if (whole === undefined || whole < 0) return undefined;
      const text = whole.toString(type === 'o' ? 8 : type === 'b' ? 2 : 16);
      return type === 'X' ? text.toUpperCase() : text;
    }
    default:
      return undefined;
  }
}

function padTo(text: string, width: number, flags: string, type: string): string | undefined {
  if (flags.includes('+') || flags.includes("'") || flags.includes(' ')) return undefined;
  if (width === 0 || text.length >= width) return text;
  if (!isAscii(text)) return undefined;
  if (flags.startsWith('-')) return text.padEnd(width);
  if (!flags.startsWith('0')) return text.padStart(width);
  return type !== 's' && text.startsWith('-')
    ? `-${text.slice(1).padStart(width - 1, '0')}`
    : text.padStart(width, '0');
}
