/** The addresses from `low` to `high`, both included, as bytes: 4 for IPv4, 16 for IPv6. */
export interface IpRange {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const V4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
const V6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** The bytes of an IP address literal, undefined for any other text. An IPv4-mapped IPv6 address is its IPv4 address. */
export function ipBytes(text: string): number[] | undefined {
  if (V4.test(text)) {
    const bytes = text.split(".").map(Number);
    return bytes.every(byte => byte < 256) ? bytes : undefined;
  }
  return V6.test(text) ? v6Bytes(text) : undefined;
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

function v6Bytes(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map(half => (half === "" ? [] : half.split(":")));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!all.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const bytes = all.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
  const mapped = bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}
