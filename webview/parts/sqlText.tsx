const keywords = new Set(
  `select from where and or not in is null like between exists join inner left right outer cross on using group order by
  having limit offset union all distinct as insert into values update set delete replace case when then else end asc desc
  with recursive for count sum min max avg`.split(/\s+/),
);

/** A statement with its keywords set apart, as text nodes. No parser: a wrong guess costs one coloured word. */
export function SqlText({ text }: { readonly text: string }) {
  const words = text.split(/(\b[a-z_]+\b)/i);
  return (
    <pre class="sql">
      <code>{words.map((word, at) => (keywords.has(word.toLowerCase()) ? <b key={at}>{word}</b> : word))}</code>
    </pre>
  );
}
