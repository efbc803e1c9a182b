/** A copy of a JSON value with one thing changed in it; the numbers decide where and how, and the same give the same. */
export function mutate(value: unknown, seeds: readonly number[]): unknown {
  const copy: unknown = structuredClone(value);
  const [how = 0, what = 0, ...path] = seeds;
  let place = copy as Place;
  for (const step of path) {
    const children = Object.values(place).filter(child => typeof child === "object" && child !== null);
    if (children.length === 0) break;
    place = children[step % children.length] as Place;
  }
  const keys = Object.keys(place);
  const key = keys[what % keys.length];
  if (key === undefined) return copy;
  const changes = [
    () => delete place[key],
    () => Object.assign(place, { [STRANGE_KEYS[what % STRANGE_KEYS.length] ?? ""]: 1 }),
    () => Object.assign(place, { [key]: REPLACEMENTS[what % REPLACEMENTS.length] }),
    () => Object.assign(place, { [key]: [place[key]] }),
    () => Object.assign(place, { [key]: distort(place[key], what) }),
    () => Object.assign(place, { [`_${key}`]: REPLACEMENTS[what % REPLACEMENTS.length] }),
    () => delete place[key] && Object.assign(place, { [`_${key}`]: REPLACEMENTS[what % REPLACEMENTS.length] }),
    () => Object.assign(place, { [key]: ["x", null], [`_${key}`]: REPLACEMENTS[what % REPLACEMENTS.length] }),
  ];
  changes[how % changes.length]?.();
  return Array.isArray(place) ? replaceHoles(copy) : copy;
}

type Place = Record<string, unknown>;

const STRANGE_KEYS = [
  "colour",
  "a/b",
  "c~d",
  "id",
  "constructor",
  "value",
  "valueString",
  "_valueString",
  "valueInteger",
  "deceasedBoolean",
  "_effectiveDateTime",
  "onsetString",
  "resourceType",
  "_id",
];
const ABSENT = { extension: [{ url: "http://example.org/absent", valueCode: "masked" }] };
const REPLACEMENTS = [
  null,
  true,
  7,
  -1,
  0.5,
  "",
  "x",
  " x",
  "1999",
  "a b",
  [],
  {},
  [null],
  [{}],
  { id: "x" },
  { resourceType: "Patient" },
  ABSENT,
  [ABSENT],
  [null, ABSENT],
  ["x", null],
  { extension: [] },
];

function distort(value: unknown, what: number): unknown {
  if (typeof value === "number") return [-value, value + 0.5, 0, 1e21, String(value)][what % 5];
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return value;
  const middle = Math.floor(value.length / 2);
  const strange =
    [" ", "\u00a0", "\n", "é", "😀", "\ud800", "\f", "-", "T", "Z", "\u3000", "\ufeff", "\u0001", "\u007f"][
      what % 14
    ] ?? "";
  return [value + strange, strange + value, value.slice(0, middle) + strange + value.slice(middle), value.slice(1)][
    Math.floor(what / 10) % 4
  ];
}

/** A list that lost an item has a hole, which JSON does not have. */
function replaceHoles(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
