// Stands in for iconv-lite's encodings/dbcs-data in dist/drivers.js: its tables are 400 kB, and Node has most of them in ICU.
// Decoding alone: sessions send utf8mb4, so mysql2 never encodes anything else. esbuild.mjs puts it in;
// test/package/multiByteEncodings.test.ts holds it against the tables.
import cp949 from '../../node_modules/iconv-lite/encodings/tables/cp949.json';

/** Label of the WHATWG Encoding Standard for each character set that mysql2 names, by iconv-lite's canonical name. */
export const labels = {
  big5: 'big5',
  cp932: 'shift_jis',
  eucjp: 'euc-jp',
  gb18030: 'gb18030',
  gb2312: 'gbk',
  gbk: 'gbk',
  sjis: 'shift_jis',
};

/** A codec as iconv-lite wants them: made once for each encoding; decoders keep what was cut between two writes. */
export function platformCodec({ label }) {
  this.decoder = class {
    constructor() {
      this.text = new TextDecoder(label, { ignoreBOM: true });
    }
    write(bytes) {
      return this.text.decode(bytes, { stream: true });
    }
    end() {
      return this.text.decode();
    }
  };
}

const encodings = Object.fromEntries(
  Object.entries(labels).map(([name, label]) => [name, { type: 'platformCodec', label }]),
);
export const { big5, cp932, eucjp, gb18030, gb2312, gbk, sjis } = encodings;

/** Node's ICU lacks half of the syllables that MySQL's euckr has: this one keeps its table. */
export const euckr = { type: '_dbcs', table: () => cp949 };

/** iconv-lite has no table for it, so that a name in it would end the connection. */
export const eucjpms = { type: 'platformCodec', label: labels.eucjp };
