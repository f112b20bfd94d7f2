// A laravel.log of any size, the same bytes for the same size.
import { closeSync, openSync, writeSync } from 'node:fs';

/** @param {number} seed @returns {(n: number) => number} whole numbers below n; from the high bits, as the low ones repeat */
function generator(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * n);
  };
}

/** Every sixth record or so is an exception with its stack. @param {string} file @param {number} bytes */
export function writeLog(file, bytes) {
  const below = generator(20_261_123);
  const levels = ['INFO', 'INFO', 'INFO', 'WARNING', 'ERROR', 'DEBUG'];
  const out = openSync(file, 'w');
  try {
    for (let at = Date.UTC(2026, 0, 1), written = 0; written < bytes; ) {
      let block = '';
      while (block.length < 1_000_000) {
        at += below(4_000);
        const level = levels[below(levels.length)];
        const moment = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
        block += `[${moment}] production.${level}: Order ${below(400_000)} of customer ${below(90_000)} was handled. {"ip":"203.0.113.${below(250)}","ms":${below(900)}} \n`;
        if (level !== 'ERROR') continue;
        block += `[${moment}] production.ERROR: SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded {"userId":${below(90_000)},"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: HY000): at /srv/shop/vendor/laravel/framework/src/Illuminate/Database/Connection.php:824)\n[stacktrace]\n`;
        for (let frame = 0; frame < 12; frame++)
          block += `#${frame} /srv/shop/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php(${below(900)}): Illuminate\\\\Pipeline\\\\Pipeline->then(Object(Closure))\n`;
        block += '#12 {main}\n"} \n';
      }
      written += writeSync(out, block);
    }
  } finally {
    closeSync(out);
  }
}
