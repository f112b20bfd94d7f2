import type { TextRange } from '../../base/text';
import { type RawNode, text } from './raw';
import type { Expression } from './syntax';

/** Strings, numbers, booleans and null; undefined for every other node. */
export function lowerLiteral(raw: RawNode, range: TextRange): Expression | undefined {
  switch (raw.kind) {
    case 'string':
    case 'nowdoc':
      // "\x80" and "\200" are bytes, not characters: the text cannot be known as UTF-16.
      if (raw.kind === 'string' && hasByteEscape(text(raw, 'raw')) && raw['isDoubleQuote'] !== false) {
        return { kind: 'other', what: 'a string of bytes', parts: [], range };
      }
      return { kind: 'literal', range, value: text(raw, 'value'), float: false };
    case 'boolean':
      return { kind: 'literal', range, value: raw['value'] === true, float: false };
    case 'nullkeyword':
      return { kind: 'literal', range, value: null, float: false };
    case 'number':
      return numberLiteral(String(raw['value']), range);
    default:
      return undefined;
  }
}

function hasByteEscape(written: string): boolean {
  return /(?<!\\)(?:\\\\)*\\(?:x[89a-fA-F][0-9a-fA-F]|[23][0-7]{2})/.test(written);
}

/** PHP language reference, "Integers" and "Floating point numbers"; integers that do not fit 53 bits are not guessed. */
function numberLiteral(written: string, range: TextRange): Expression {
  const plain = written.replace(/_/g, '').toLowerCase();
  const octal = /^0o?([0-7]+)$/.exec(plain);
  if (octal !== null) return integer(Number.parseInt(octal[1] ?? '0', 8), written, range);
  if (/^0[xb]/.test(plain) || /^\d+$/.test(plain)) return integer(Number(plain), written, range);
  return { kind: 'literal', range, value: Number(plain), float: true };
}

function integer(value: number, written: string, range: TextRange): Expression {
  if (Number.isSafeInteger(value)) return { kind: 'literal', range, value, float: false };
  if (value >= 2 ** 63) return { kind: 'literal', range, value, float: true };
  return { kind: 'other', what: `the number ${written}`, parts: [], range };
}
