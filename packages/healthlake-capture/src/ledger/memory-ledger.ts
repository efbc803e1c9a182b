import { type Head, LEASE_MS, type Ledger, type ResourceKey } from "./ledger.ts";

interface Row {
  readonly head?: Head | undefined;
  readonly claim?: { readonly fence: string; readonly leaseUntil: number };
}

/** A ledger within one process, for tests and simulation. */
export function memoryLedger(now: () => number = Date.now): Ledger {
  const rows = new Map<string, Row>();
  let fences = 0;
  const name = ({ datastoreId, resourceType, id }: ResourceKey) => `${datastoreId}/${resourceType}/${id}`;
  return {
    heads: async keys => keys.map(key => rows.get(name(key))?.head),
    async claim(key, seen) {
      const { head, claim } = rows.get(name(key)) ?? {};
      if (head?.versionId !== seen?.versionId) return { outcome: "moved" };
      if (claim && claim.leaseUntil > now()) return { outcome: "held", until: claim.leaseUntil };
      const fence = String(++fences);
      rows.set(name(key), { head, claim: { fence, leaseUntil: now() + LEASE_MS } });
      return { outcome: "claimed", fence };
    },
    async confirm(key, fence, reached) {
      if (rows.get(name(key))?.claim?.fence !== fence) return false;
      rows.set(name(key), { head: reached });
      return true;
    },
    async *list(datastoreId, resourceType, after = "-1") {
      const prefix = `${datastoreId}/${resourceType}/`;
      for (const [place, [resource, { head }]] of [...rows].entries())
        if (place > Number(after) && resource.startsWith(prefix) && head)
          yield { id: resource.slice(prefix.length), head, cursor: String(place) };
    },
  };
}
