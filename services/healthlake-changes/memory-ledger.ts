import { type Head, LEASE_MS, type Ledger, type ResourceKey, type VersionKey } from "./ledger.ts";

interface Row {
  readonly fence: string;
  readonly published: boolean;
  readonly leaseUntil: number;
}

/** A ledger within one process, for tests and simulation. */
export function memoryLedger(now: () => number = Date.now): Ledger {
  const rows = new Map<string, Row>();
  const heads = new Map<string, Head>();
  let fences = 0;
  const resource = ({ datastoreId, resourceType, id }: ResourceKey) => `${datastoreId}/${resourceType}/${id}`;
  const row = (version: VersionKey) => `${resource(version)}/${version.versionId}/${version.op}`;
  return {
    heads: async keys => keys.map(key => heads.get(resource(key))),
    async claim(version) {
      const held = rows.get(row(version));
      if (held?.published) return { outcome: "published" };
      if (held && held.leaseUntil > now()) return { outcome: "held", until: held.leaseUntil };
      const fence = String(++fences);
      rows.set(row(version), { fence, published: false, leaseUntil: now() + LEASE_MS });
      return { outcome: "claimed", fence };
    },
    async confirm(version, fence) {
      const held = rows.get(row(version));
      if (held?.fence !== fence) return false;
      rows.set(row(version), { ...held, published: true });
      return true;
    },
    async advance(key, head) {
      const before = heads.get(resource(key));
      if (before === undefined || before.versionId < head.versionId) heads.set(resource(key), head);
    },
    async *list(datastoreId, resourceType, after = "-1") {
      const prefix = `${datastoreId}/${resourceType}/`;
      for (const [place, name] of [...heads.keys()].entries()) {
        const head = heads.get(name);
        if (place > Number(after) && name.startsWith(prefix) && head)
          yield { id: name.slice(prefix.length), head, cursor: String(place) };
      }
    },
  };
}
