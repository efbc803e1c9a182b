/** The addresses from `low` to `high`, both included, as bytes: 4 for IPv4, 16 for IPv6. */
export interface IpRange {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const DOT = 0x2e;
const COLON = 0x3a;

/** The bytes of an IP address literal, undefined for any other text. An IPv4-mapped IPv6 address is its IPv4 address. */
export function ipBytes(text: string): number[] | undefined {
  // The first number of an address has at most four digits: most other texts differ within that many characters.
  for (let i = 0; i < 5 && i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) return v4Bytes(text);
    if (code === COLON) return v6Bytes(text);
    if (digit(code) > 15) return undefined;
  }
  return undefined;
}

/** Written out, as an event may hold 20,000 of them: four numbers of one to three digits. */
function v4Bytes(text: string): number[] | undefined {
  const bytes: number[] = [];
  let [byte, digits] = [0, 0];
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? DOT : text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || digits > 3 || byte > 255 || bytes.push(byte) > 4) return undefined;
      [byte, digits] = [0, 0];
    } else {
      const value = digit(code);
      if (value > 9) return undefined;
      byte = byte * 10 + value;
      digits++;
    }
  }
  return bytes.length === 4 ? bytes : undefined;
}

/** What a character stands for in a hexadecimal number; 16 for one that is no digit. */
function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}

/** The addresses of a CIDR block; the host bits of `bytes` are ignored. */
export function ipRange(bytes: readonly number[], maskBits: number): IpRange {
  const hostMask = bytes.map((_, i) => 0xff >> Math.min(8, Math.max(0, maskBits - 8 * i)));
  return {
    low: bytes.map((byte, i) => byte & ~(hostMask[i] ?? 0)),
    high: bytes.map((byte, i) => byte | (hostMask[i] ?? 0)),
  };
}

/** Whether an address lies in a range; addresses of the other family never do. */
export function inRange(range: IpRange, bytes: readonly number[]): boolean {
  return bytes.length === range.low.length && compare(range.low, bytes) <= 0 && compare(bytes, range.high) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Groups of one to four digits, eight of them, of which one run of zeros may be left out. */
function v6Bytes(text: string): number[] | undefined {
  const bytes: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.startsWith("::")) [gap, at] = [0, 2];
  while (at < text.length) {
    let [group, digits] = [0, 0];
    for (; at < text.length && text.charCodeAt(at) !== COLON; at++, digits++) {
      const value = digit(text.charCodeAt(at));
      if (value > 15) return undefined;
      group = group * 16 + value;
    }
    if (digits === 0 || digits > 4 || bytes.push(group >> 8, group & 0xff) > 16) return undefined;
    if (at++ === text.length) break;
    if (at === text.length) return undefined;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap >= 0) return undefined;
    gap = bytes.length;
    at++;
  }
  if (gap < 0 ? bytes.length !== 16 : bytes.length > 14) return undefined;
  if (gap >= 0) bytes.splice(gap, 0, ...Array<number>(16 - bytes.length).fill(0));
  const mapped = bytes[10] === 0xff && bytes[11] === 0xff && bytes.slice(0, 10).every(byte => byte === 0);
  return mapped ? bytes.slice(12) : bytes;
}
