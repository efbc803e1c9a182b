/** A pattern as long and an event as large as EventBridge takes, made to be slow to match. */
export interface Hostile {
  readonly label: string;
  readonly pattern: unknown;
  readonly event: unknown;
}

const PATTERN_LIMIT = 4_096;
const EVENT_LIMIT = 256 * 1024;

/** One for each way that a matcher could take longer than it reads: fields, alternatives, values of one kind, spellings. */
export function hostilePatterns(): Hostile[] {
  const absent = [{ exists: false }];
  const listOf = (make: (i: number) => unknown) => elements(make, a => ({ a }));
  const eachOf = (make: (i: number) => unknown) => longest(count => ({ a: times(count, make) }));
  const fields = (value: unknown) => longest(count => ({ a: named(count, value) }));
  const factor = (key: string) => ({ $or: times(10, i => ({ [key]: [i] })) });
  return [
    { label: "absent fields of empty objects", pattern: fields(absent), event: listOf(() => ({})) },
    {
      label: "absent fields, and one that is not met",
      pattern: longest(count => ({ a: { ...named(count, absent), zz: ["never"] } })),
      event: listOf(() => ({ zz: 1 })),
    },
    {
      label: "absent fields of keys with dots",
      pattern: longest(count => ({ a: { b: named(count, absent) } })),
      event: elements(
        i => `b.x${i}`,
        keys => ({ a: Object.fromEntries(keys.map(key => [key, 1] as const)) }),
        190_000,
      ),
    },
    {
      label: "1,000 alternatives for one element",
      pattern: { a: { ...factor("x"), b: factor("y"), c: factor("z") } },
      event: listOf(i => [{ x: i % 10 }, { b: { y: i % 10 } }, { c: { z: i % 10 } }][i % 3]),
    },
    {
      label: "512 alternatives with as many fields as fit",
      pattern: longest(count => ({
        a: { ...Object.fromEntries(times(9, i => [`r${i}`, { $or: [{ x: [1] }, { y: [1] }] }])), ...named(count, [1]) },
      })),
      event: listOf(() => ({ r0: { x: 1 }, 0: 1 })),
    },
    {
      label: "alternatives with mixed absence",
      pattern: longest(count => ({
        a: { $or: times(count, i => ({ [i.toString(36)]: [{ exists: false }, 2], zz: [2] })) },
      })),
      event: listOf(i => ({ [(i % 200).toString(36)]: 1, zz: 1 })),
    },
    {
      label: "alternatives of prefixes",
      pattern: longest(count => ({ $or: times(count, i => ({ a: [{ prefix: `a${i}` }] })) })),
      event: listOf(i => `b${i}`),
    },
    { label: "prefixes", pattern: eachOf(i => ({ prefix: i.toString(36) })), event: listOf(() => "-") },
    { label: "suffixes", pattern: eachOf(i => ({ suffix: i.toString(36) })), event: listOf(() => "-") },
    { label: "ranges", pattern: eachOf(i => ({ numeric: ["=", i + 2] })), event: listOf(() => 1) },
    { label: "blocks", pattern: eachOf(i => ({ cidr: `10.${i}.0.0/16` })), event: listOf(i => `9.1.${i % 250}.1`) },
    {
      label: "wildcards",
      pattern: eachOf(i => ({ wildcard: `*${i.toString(36)}*` })),
      event: listOf(() => "-".repeat(900)),
    },
    {
      label: "wildcards of two pieces",
      pattern: eachOf(i => ({ wildcard: `*${i.toString(36)}*x` })),
      event: listOf(i => `b${i}`),
    },
    {
      label: "alternatives of wildcards",
      pattern: longest(count => ({ $or: times(count, i => ({ a: [{ wildcard: `*${i.toString(36)}*x` }] })) })),
      event: listOf(i => `b${i}`),
    },
  ];
}

function times<Item>(count: number, make: (i: number) => Item): Item[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function named(count: number, value: unknown): Record<string, unknown> {
  return Object.fromEntries(times(count, i => [i.toString(36), value] as const));
}

/** With as many of something as fit into a pattern. */
function longest(make: (count: number) => unknown): unknown {
  let count = 1;
  while (JSON.stringify(make(count + 1)).length <= PATTERN_LIMIT) count++;
  return make(count);
}

/** With as many elements as fit into an event. */
function elements<Item>(make: (i: number) => Item, around: (items: Item[]) => unknown, limit = EVENT_LIMIT): unknown {
  const items: Item[] = [];
  let size = JSON.stringify(around([])).length;
  for (let i = 0; ; i++) {
    const item = make(i);
    size += JSON.stringify(item).length + 1;
    if (size > limit) return around(items);
    items.push(item);
  }
}
