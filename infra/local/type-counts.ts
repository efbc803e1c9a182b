/** Counts of this run by type of resource, as they pass. */
export interface TypeCounts {
  readonly written: Map<string, number>;
  /** Notices of versions that had been published already. */
  readonly suppressed: Map<string, number>;
}

/** All at zero. */
export function noTypeCounts(): TypeCounts {
  return { written: new Map(), suppressed: new Map() };
}

/** Adds to one of the counts. */
export function addTo(counts: Map<string, number>, type: string, count: number): void {
  counts.set(type, (counts.get(type) ?? 0) + count);
}

/** Takes what the capture of FHIR changes writes into its log: how many notices had nothing new to tell, by type. */
export function countLog({ suppressed }: TypeCounts, text: string): void {
  for (const line of text.split("\n")) {
    if (!line.includes('"Published versions"')) continue;
    for (const [name, value] of Object.entries(fieldsOf(line))) {
      const [type, what] = name.split(".");
      if (type && what === "suppressed" && typeof value === "number") addTo(suppressed, type, value);
    }
  }
}

/** The types with the highest counts. */
export function topTypes(counts: ReadonlyMap<string, number>, most: number): [string, number][] {
  return [...counts].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1)).slice(0, most);
}

function fieldsOf(line: string): object {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === "object" && fields !== null ? fields : {};
  } catch {
    return {}; // Cut in two.
  }
}
