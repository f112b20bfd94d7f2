/**
 * The statements that `php artisan migrate --pretend` prints (Illuminate\Database\Migrations\Migrator::pretendToRun): from
 * Laravel 9 on a list with "⇂" in front of each, before that "ClassName: statement" or "2026_11_23_101500_name: statement". A
 * statement of several lines is put together again; the newer format joins its lines itself.
 *
 * @param text what it printed, with or without colours
 */
export function pretendOutput(text: string): readonly string[] {
  // oxlint-disable-next-line no-control-regex
  const lines = text.replace(/\u001b\[[\d;]*m/g, '').split(/\r?\n/);
  const statements: string[] = [];
  let open = false;
  for (const line of lines) {
    const bullet = /^\s{0,8}⇂\s?(.*)$/.exec(line)?.[1];
    const noted = /^(?:[A-Za-z_]\w*|\d{4}_\d\d_\d\d_\d{6}_\w+): (.*)$/.exec(line)?.[1];
    const begun = bullet ?? (noted === undefined || isRemark(noted) ? undefined : noted);
    if (begun !== undefined) {
      statements.push(begun.trim());
      open = bullet === undefined;
    } else if (noted !== undefined) open = false;
    else if (open && line.trim() !== '') statements.push(`${statements.pop() ?? ''}\n${line}`);
  }
  return statements;
}

/** "2026_…: failed to dump queries. …" of Laravel 8. */
function isRemark(text: string): boolean {
  return text.startsWith('failed to dump queries');
}
