import type { Location } from '../../finding';
import type { GroupAttributes } from './attributes';
import type { Registered } from './registered';
import type { Step, WrittenParameter } from './script';

/** Text; `undefined` stands for a part that is not certain. */
export interface TextValue {
  readonly kind: 'text';
  readonly parts: readonly (string | undefined)[];
  readonly location: Location;
}

export interface ClosureValue {
  readonly kind: 'closure';
  readonly parameters: readonly WrittenParameter[];
  readonly steps: readonly Step[];
  /** What it sees of where it stands. */
  readonly frame: Frame;
}

/** A value while steps are followed. */
export type RunValue =
  | TextValue
  | { readonly kind: 'scalar'; readonly value: number | boolean | null; readonly location: Location }
  | ListValue
  | ClosureValue
  | { readonly kind: 'router' }
  /** `Route::middleware('web')`: attributes that wait for a group or a route. */
  | { readonly kind: 'registrar'; readonly attributes: GroupAttributes }
  /** What registering gave back, for the calls chained to it. */
  | { readonly kind: 'registered'; readonly registered: Registered }
  | { readonly kind: 'unknown'; readonly what: string };

export interface ListValue {
  readonly kind: 'list';
  readonly entries: readonly { readonly key: string | number; readonly value: RunValue }[];
  /** False when entries may be missing. */
  readonly complete: boolean;
  /** Values in it and in the lists inside it, where lists may stand inside. */
  readonly weight?: number;
}

/** Where steps run: their variables and what is around them. */
export interface Frame {
  readonly file: string;
  variables: Map<string, RunValue>;
  /** The class that `$this` is, most derived. */
  readonly self?: string;
  /** Methods and closures around, to stop at circles. */
  readonly depth: number;
  /** What `return` gave so far. */
  returned?: RunValue;
}

/** Longest text and largest list that are followed: `$a = $a.$a` doubles with each statement. */
const longestText = 10_000;
const mostParts = 200;
export const heaviestList = 10_000;

export const unknownValue = (what: string): RunValue => ({ kind: 'unknown', what });

/** Texts put together; one that is not certain when it grows beyond what addresses and names are. */
export function joinedValue(parts: TextValue['parts'], location: Location): TextValue {
  let length = 0;
  for (const part of parts) length += part?.length ?? 0;
  return { kind: 'text', parts: length > longestText || parts.length > mostParts ? [undefined] : parts, location };
}

/** How many values a value is made of. */
export function weightOf(value: RunValue): number {
  return value.kind === 'list' ? (value.weight ?? value.entries.length) + 1 : 1;
}

/** The text, when all of it is certain. */
export function certainText(value: RunValue | undefined): string | undefined {
  return value?.kind === 'text' ? joinedText(value.parts) : undefined;
}

export function joinedText(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** What PHP makes of a value in a text: parts; a value that has no text is one that is not certain. */
export function textParts(value: RunValue): readonly (string | undefined)[] {
  if (value.kind === 'text') return value.parts;
  if (value.kind !== 'scalar') return [undefined];
  if (value.value === null || value.value === false) return [''];
  return [value.value === true ? '1' : String(value.value)];
}

export function isNull(value: RunValue | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.value === null);
}

/** PHP's truthiness; undefined when it is not certain. */
export function truthOf(value: RunValue): boolean | undefined {
  if (value.kind === 'scalar') return Boolean(value.value);
  if (value.kind === 'list') return value.entries.length > 0 ? true : value.complete ? false : undefined;
  if (value.kind === 'unknown') return undefined;
  if (value.kind !== 'text') return true;
  const text = joinedText(value.parts);
  return text === undefined ? undefined : text !== '' && text !== '0';
}

/** The values of a list, or the one value that stands for a list: Arr::wrap(). Undefined when entries may be missing. */
export function wrapped(value: RunValue | undefined): readonly RunValue[] | undefined {
  if (value === undefined || isNull(value)) return [];
  if (value.kind === 'list') return value.complete ? value.entries.map((each) => each.value) : undefined;
  return value.kind === 'unknown' ? undefined : [value];
}

/** The entry of a list under a key; undefined when there is none. */
export function entryOf(value: RunValue | undefined, key: string | number): RunValue | undefined {
  return value?.kind === 'list' ? value.entries.find((each) => each.key === key)?.value : undefined;
}

/** Texts of a list, all of them certain; undefined otherwise. */
export function certainTexts(value: RunValue | undefined): readonly string[] | undefined {
  const texts = wrapped(value)?.map(certainText);
  return texts?.every((each) => each !== undefined) === true ? texts : undefined;
}
