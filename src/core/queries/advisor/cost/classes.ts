import type { Place } from './problem';

/** Columns that are equal to each other through joins. */
export class Classes {
  private readonly sets = new Map<string, Place[]>();

  join(leftUse: number, leftColumn: string, rightUse: number, rightColumn: string): void {
    const left = this.set(leftUse, leftColumn);
    const right = this.set(rightUse, rightColumn);
    if (left === right) return;
    left.push(...right);
    for (const { use, column } of right) this.sets.set(`${String(use)}.${column}`, left);
  }

  /** This column and those that are equal to it. */
  of(use: number, column: string): readonly Place[] {
    return this.sets.get(`${String(use)}.${column}`) ?? [{ use, column }];
  }

  /** Columns of a table use that are equal to another column. */
  columnsOf(use: number): string[] {
    return [...this.sets.values()]
      .flat()
      .filter((place) => place.use === use)
      .map(({ column }) => column)
      .filter((column, at, all) => all.indexOf(column) === at)
      .sort();
  }

  private set(use: number, column: string): Place[] {
    const key = `${String(use)}.${column}`;
    const known = this.sets.get(key) ?? [{ use, column }];
    this.sets.set(key, known);
    return known;
  }
}
