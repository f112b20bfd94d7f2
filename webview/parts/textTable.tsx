interface TextTableProps {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Every column but the first holds numbers. */
  readonly numbers?: boolean;
}

/** A small table of text, each column as wide as it needs. */
export function TextTable({ name, columns, rows, numbers = false }: TextTableProps) {
  const kind = (column: number): string => (numbers && column > 0 ? 'number' : '');
  return (
    <table class="text-table" aria-label={name}>
      <thead>
        <tr>
          {columns.map((title, column) => (
            <th key={column} scope="col" class={kind(column)}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, column) => (
              <td key={column} class={cell === 'NULL' ? 'note' : kind(column)}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
