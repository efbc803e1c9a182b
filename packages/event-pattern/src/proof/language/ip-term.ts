import type { IpRange } from "../../parse/ip-address.ts";
import { charSet } from "./char-set.ts";
import { and, chars, empty, literal, not, or, repeat, sequence, type Term } from "./term.ts";

type Range = readonly [low: number, high: number];

const ZERO: Range = [0, 0];
const GROUP: Range = [0, 0xffff];
/** The IPv4-mapped addresses, ::ffff:0:0/96, which are IPv4 addresses to the service. */
const MAPPED = [ZERO, ZERO, ZERO, ZERO, ZERO, [0xffff, 0xffff]] as const;

/** Every spelling of the addresses of a CIDR block (or of one address), as `ipBytes` reads them. */
export function ipTerm({ low, high }: IpRange): Term {
  const bytes = low.map((byte, i): Range => [byte, high[i]!]);
  const groups = Array.from({ length: bytes.length / 2 }, (_, i): Range => {
    const [first, second] = [bytes[2 * i]!, bytes[2 * i + 1]!];
    return [first[0] * 256 + second[0], first[1] * 256 + second[1]];
  });
  if (bytes.length > 4) return and([groupsTerm(groups), not(groupsTerm([...MAPPED, GROUP, GROUP]))]);
  const dotted = bytes.map(byte => digitsTerm(byte, 10, 3));
  return or([separated(dotted, "."), groupsTerm([...MAPPED, ...groups])]);
}

/** The spellings of eight groups: in full, and with `::` for some that may be zero. */
function groupsTerm(groups: readonly Range[]): Term {
  const terms = groups.map(range => digitsTerm(range, 16, 4));
  // Longer and longer heads share what follows, so that the term stays small.
  let rest = empty;
  for (let head = 7; head >= 0; head--) {
    const colon = literal(head === 0 ? "" : ":");
    rest = or([sequence([colon, terms[head]!, rest]), sequence([literal("::"), or(tailsAfter(head, groups, terms))])]);
  }
  return rest;
}

/** What may follow `::` after some groups: the last groups, those between being zero. */
function tailsAfter(head: number, groups: readonly Range[], terms: readonly Term[]): Term[] {
  const starts = Array.from({ length: 8 - head }, (_, i) => head + 1 + i);
  const isZero = (end: number) => groups.slice(head, end).every(([low]) => low === 0);
  return starts.filter(isZero).map(start => separated(terms.slice(start), ":"));
}

const separated = (terms: readonly Term[], by: string): Term =>
  sequence(terms.flatMap((term, i) => (i === 0 ? [term] : [literal(by), term])));

/** The spellings of the numbers of a range, leading zeros included, in 1 to `most` digits. */
function digitsTerm([low, high]: Range, base: number, most: number): Term {
  if (low === 0 && high === base ** most - 1) return repeat(digit(0, base - 1, base), 1, most);
  const zeros = (count: number) => repeat(digit(0, 0, base), 0, count);
  const lengths = Array.from({ length: most }, (_, i) => i + 1);
  return or(
    lengths.map(length => {
      const smallest = length === 1 ? 0 : base ** (length - 1);
      const from = Math.max(low, smallest);
      const to = Math.min(high, base ** length - 1);
      return from > to ? or([]) : sequence([zeros(most - length), between(from, to, length, base)]);
    }),
  );
}

/** The numbers from `low` to `high` in exactly `length` digits. */
function between(low: number, high: number, length: number, base: number): Term {
  if (length === 1) return digit(low, high, base);
  const unit = base ** (length - 1);
  const [first, last] = [Math.floor(low / unit), Math.floor(high / unit)];
  const rest = (from: number, to: number) => between(from, to, length - 1, base);
  if (first === last) return sequence([digit(first, first, base), rest(low % unit, high % unit)]);
  return or([
    sequence([digit(first, first, base), rest(low % unit, unit - 1)]),
    ...(first + 1 < last ? [sequence([digit(first + 1, last - 1, base), rest(0, unit - 1)])] : []),
    sequence([digit(last, last, base), rest(0, high % unit)]),
  ]);
}

function digit(low: number, high: number, base: number): Term {
  const codes = Array.from({ length: high - low + 1 }, (_, i) => (low + i).toString(base).charCodeAt(0));
  const upper = codes.map(code => String.fromCharCode(code).toUpperCase().charCodeAt(0));
  return chars(charSet([...codes, ...upper].map(code => [code, code])));
}
