import type { TextRange } from '../../../core/base/text';

/** What the pointer rests on. */
export interface HoverTarget {
  /** `variable`: "CACHE_STORE" · `config`: "cache.default". */
  readonly kind: 'variable' | 'config';
  readonly name: string;
  /** In the text that was evaluated. */
  readonly range: TextRange;
  /** A call outside the configuration files, where a cached configuration leaves env() without an answer. */
  readonly inCode?: true;
}

export function holds({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}
