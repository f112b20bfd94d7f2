export declare const labels: Readonly<
  Record<'big5' | 'cp932' | 'eucjp' | 'gb18030' | 'gb2312' | 'gbk' | 'sjis', string>
>;

/** What mysql2 asks of a decoder: text of bytes as they come, and what is left at the end. */
export interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

/** A codec as iconv-lite makes them: with `new`. */
export declare const platformCodec: new (options: {
  readonly label: string;
}) => { readonly decoder: new () => Decoder };
