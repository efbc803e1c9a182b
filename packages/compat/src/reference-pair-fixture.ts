import { type Random, schemaPair } from "./schema-pair-fixture.ts";

const ids = [
  undefined,
  "x.json",
  "rel/x.json",
  "/rel/x.json",
  "https://x.example/a/../x.json",
  "https://X.example/x.json",
  "https://x.example",
  "https://x.example/x.json#",
  "urn:example:x",
];
const innerIds = ["y.json", "d/y.json", "./d/../y.json", "https://y.example/y.json", "urn:example:y"];

/** Within a urn ajv refuses a relative id, and takes one as it stands where there is no address around. */
const suits = (inner: string, id: string | undefined) =>
  id?.startsWith("urn:") ? /^\w+:/.test(inner) : id !== undefined || !inner.startsWith(".");

/**
 * Two schemas that differ behind references alone, of one id, in which the same schema is reached by pointers, anchors,
 * ids inside and chains of them.
 */
export function referencePair(random: Random): readonly [object, object] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  let leaves = schemaPair(random);
  while (JSON.stringify(leaves).includes("$")) leaves = schemaPair(random);
  const id = pick(ids);
  const inner = pick(innerIds.filter(each => suits(each, id)));
  const links = 1 + random(3);
  const chain = Object.fromEntries(
    Array.from({ length: links }, (_none, index) => [
      `l${index}`,
      { $ref: index + 1 < links ? `#/$defs/l${index + 1}` : "#/$defs/leaf" },
    ]),
  );
  const ways = ["#/$defs/leaf", "#/$defs/l0", "#anchored", inner, `${inner}#/$defs/deep`, "#/%24defs/l0"];
  const [a, b, c] = [pick(ways), pick(ways), pick(ways)];
  const others = pick([
    {},
    { additionalProperties: { $ref: c } },
    { patternProperties: { "^[ab]": { $ref: c } } },
    { unevaluatedProperties: { $ref: c } },
  ]);
  const make = (leaf: unknown, other: unknown) => ({
    ...(id === undefined ? {} : { $id: id }),
    properties: { a: { $ref: a }, b: { $ref: b }, ...(c === a ? { c: { $ref: "#" } } : {}) },
    ...others,
    $defs: {
      leaf,
      ...chain,
      anchored: { $anchor: "anchored", allOf: [leaf] },
      inside: { $id: inner, anyOf: [{ $ref: "#/$defs/deep" }], $defs: { deep: other } },
    },
  });
  return [make(leaves[0], leaves[0]), make(leaves[1], random(2) === 0 ? leaves[1] : leaves[0])];
}
