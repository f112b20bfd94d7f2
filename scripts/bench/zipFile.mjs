// One file into a zip archive, as spatie/laravel-backup stores its dumps: deflated, sizes in the local header.
import { createReadStream, createWriteStream, openSync, closeSync, writeSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import zlib from 'node:zlib';

/**
 * @param {string} source
 * @param {string} archive made anew
 * @param {string} entry its name in the archive
 */
export async function zipFile(source, archive, entry) {
  const name = Buffer.from(entry);
  let crc = 0;
  const count = new Transform({
    transform(chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      done(null, chunk);
    },
  });
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  name.copy(header, 30);
  const file = createWriteStream(archive);
  file.write(header);
  await pipeline(createReadStream(source), count, zlib.createDeflateRaw({ level: 6 }), file);
  const compressed = statSync(archive).size - header.length;
  const plain = statSync(source).size;
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(compressed, 18);
  header.writeUInt32LE(plain, 22);
  const central = Buffer.alloc(46 + name.length);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  header.copy(central, 6, 4, 30);
  name.copy(central, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(header.length + compressed, 16);
  const handle = openSync(archive, 'r+');
  try {
    writeSync(handle, header, 0, header.length, 0);
    writeSync(handle, Buffer.concat([central, end]), 0, central.length + end.length, header.length + compressed);
  } finally {
    closeSync(handle);
  }
}
