/** The look of the HTML report: system fonts, colours beside words and never in their place. */
export const style = `:root { --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --band: #f6f8fa;
  --good: #1a7f37; --weak: #9a6700; --bad: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117; --band: #151b23;
    --good: #3fb950; --weak: #d29922; --bad: #f85149; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px; }
h1 { font-size: 1.8em; margin: 0 0 8px; }
h2 { font-size: 1.25em; margin: 32px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 16px 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { background: var(--band); }
tbody th { font-weight: 600; }
ul.checks { list-style: none; padding: 0; }
ul.checks > li { margin: 0 0 12px; }
code { font: 0.9em ui-monospace, monospace; color: var(--soft); overflow-wrap: anywhere; }
.notice { color: var(--soft); }
.todo { font-weight: 600; }
.covered { color: var(--good); font-weight: 600; }
.partial, .accepted { color: var(--weak); font-weight: 600; }
.gap { color: var(--bad); font-weight: 600; }
.unknown { color: var(--soft); font-weight: 600; }
td.covered, td.partial, td.gap, td.unknown { white-space: nowrap; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --band: #eee; --good: #0a5c24; --weak: #7a5200; --bad: #a40e1a; }
  main { max-width: none; padding: 0; }
  tr, ul.checks > li { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
