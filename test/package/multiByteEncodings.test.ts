// What dist/drivers.js decodes multi-byte character sets with, against the tables that it takes the place of.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { labels, platformCodec } from '../../scripts/lib/multiByteEncodings.mjs';

const iconv = createRequire(createRequire(import.meta.url).resolve('mysql2'))('iconv-lite') as {
  decode(bytes: Buffer, encoding: string): string;
  encode(text: string, encoding: string): Buffer;
};

const decoderOf = (label: string) => new new platformCodec({ label }).decoder();
const decode = (label: string, bytes: Uint8Array): string => {
  const decoder = decoderOf(label);
  return decoder.write(bytes) + decoder.end();
};

const isBig5 = (lead: number): boolean => lead >= 0xa4 && lead <= 0xf8 && (lead < 0xc6 || lead > 0xc8);

const samples = {
  big5: '訂單 中文 測試',
  cp932: '注文 テスト ｱｲｳ ①',
  eucjp: '注文 テスト',
  gb18030: '订单 测试 € 😀',
  gb2312: '订单 测试',
  gbk: '订单 測試',
  sjis: '注文 テスト',
} satisfies Record<keyof typeof labels, string>;

test.each(Object.entries(labels))('%s: two-byte characters are those of the tables', (name, label) => {
  let differing = 0;
  let same = 0;
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const table = iconv.decode(Buffer.from([lead, trail]), name);
      // Only what is one character there: the rest is damage, which each tells in its own way.
      if (/\uFFFD|[\uE000-\uF8FF]/.test(table) || Array.from(table).length !== 1) continue;
      // Hong Kong's supplement, which iconv-lite counts to Big5 and servers do not.
      if (name === 'big5' && !isBig5(lead)) continue;
      if (decode(label, new Uint8Array([lead, trail])) === table) same++;
      else differing++;
    }
  expect(same).toBeGreaterThan(6_000);
  // Vendors disagree on some signs (WAVE DASH, FULLWIDTH TILDE and their like), never on letters.
  expect(differing / same).toBeLessThan(0.01);
});

test.each(Object.entries(samples))('%s: text that comes in pieces is whole', (name, text) => {
  const label = labels[name as keyof typeof labels];
  const bytes = iconv.encode(text, name);
  const decoder = decoderOf(label);
  let read = '';
  for (const byte of bytes) read += decoder.write(new Uint8Array([byte]));
  expect(read + decoder.end()).toBe(text);
});
