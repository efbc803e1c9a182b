/** Whether `_name` says something in place of `name`: an extension, such as the reason why there is no value. */
export function isExtended(companion: unknown): boolean {
  if (Array.isArray(companion)) return companion.some(isExtended);
  if (typeof companion !== "object" || companion === null || !("extension" in companion)) return false;
  return Array.isArray(companion.extension) && companion.extension.length > 0;
}
