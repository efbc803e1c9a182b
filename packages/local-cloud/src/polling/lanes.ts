/**
 * The lane of a record among `lanes`, by a hash of its keys (FNV-1a): records of one key share a lane, so that
 * `ParallelizationFactor` keeps their order.
 */
export function laneOf(keys: unknown, lanes: number): number {
  if (lanes <= 1) return 0;
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(keys))) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % lanes;
}
