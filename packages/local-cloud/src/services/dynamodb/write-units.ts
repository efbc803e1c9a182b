/** Units that a write of so many bytes takes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}
