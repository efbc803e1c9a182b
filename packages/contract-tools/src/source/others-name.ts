/**
 * A name and a version out of what others call an event: of `Object Created`, `order.placed.v2` and `orderPlaced` they are
 * `ObjectCreated` 1, `OrderPlaced` 2 and `OrderPlaced` 1. Undefined where no letter or digit of ours is in it.
 */
export function othersName(called: string): { readonly name: string; readonly version: number } | undefined {
  const plain = called.normalize("NFKD").replace(/\p{M}/gu, "");
  const [, before = plain, version = "1"] =
    /^(.*?)(?:[^A-Za-z0-9][vV]|(?<=[a-z])V)([1-9]\d{0,3})(?:\.\d+)*$/u.exec(plain) ?? [];
  const words = before.match(/[A-Za-z0-9]+/g) ?? [];
  if (words.length === 0) return undefined;
  const joined = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return { name: /^[A-Z]/.test(joined) ? joined : `Event${joined}`, version: Number(version) };
}
