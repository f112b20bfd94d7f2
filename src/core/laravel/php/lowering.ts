import type { NameScope } from './names';
import type { RawNode } from './raw';
import type { ClassDeclaration, FunctionLike, Statement } from './syntax';

/** What lowering an expression needs of statements: bodies of closures and anonymous classes. */
export interface Lowering {
  readonly scope: NameScope;
  /** The text that was parsed. */
  readonly source: string;
  statements(raw: readonly RawNode[]): Statement[];
  functionLike(raw: RawNode): FunctionLike;
  classDeclaration(raw: RawNode): ClassDeclaration;
}
