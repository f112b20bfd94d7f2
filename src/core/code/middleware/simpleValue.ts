import { type RunValue, certainText } from '../routes/values';

/** A value as rules ask for it. */
export type SimpleValue = string | number | boolean | null | readonly string[] | undefined;

/** A value as rules ask for it; undefined when it is not certain, or is neither a scalar nor a list of texts. */
export function simpleValue(value: RunValue | undefined): SimpleValue {
  if (value?.kind === 'scalar') return value.value;
  if (value?.kind === 'text') return certainText(value);
  if (value?.kind !== 'list' || !value.complete) return undefined;
  const texts = value.entries.map((entry) => (typeof entry.key === 'number' ? certainText(entry.value) : undefined));
  return texts.every((each) => each !== undefined) ? texts : undefined;
}
