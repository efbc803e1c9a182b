/** Makes a counter into a number of 21 digits, as AWS has them. */
const SEQUENCE_BASE = 100_000_000_000_000_000_000n;

/** The API's number for a position in the log. */
export function toSequenceNumber(counter: number): string {
  return (SEQUENCE_BASE + BigInt(counter)).toString();
}

/** The position in the log of an API's number; 0, before everything, for undefined and for numbers that are none of ours. */
export function toCounter(sequenceNumber: string | undefined): number {
  if (sequenceNumber === undefined || !/^\d{1,40}$/.test(sequenceNumber)) return 0;
  const counter = BigInt(sequenceNumber) - SEQUENCE_BASE;
  return counter < 0n ? 0 : counter > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(counter);
}
