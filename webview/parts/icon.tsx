/** A codicon. Always beside a word, so it is hidden from screen readers. */
export function Icon({ name, tone }: { readonly name: string; readonly tone?: string }) {
  return <span class={`codicon codicon-${name}${tone === undefined ? '' : ` tone-${tone}`}`} aria-hidden="true" />;
}
