/** True for a literal IP address that is reachable from anywhere: names and private, shared, local or reserved ranges are not. */
export function isPublicAddress(host: string): boolean {
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(bare)) return isPublicV4(bare.split('.').map(Number));
  // 2000::/3 is all that is routed so far (RFC 4291); 2001:db8::/32 is for documentation.
  return /^[23][0-9a-f]{3}:[0-9a-f:]*$/i.test(bare) && !/^2001:0?db8:/i.test(bare);
}

/** RFC 6890, the ranges that are not globally reachable. */
function isPublicV4([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if (a > 223 || b > 255 || c > 255 || d > 255) return false;
  if (a === 0 || a === 10 || a === 127) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
}
