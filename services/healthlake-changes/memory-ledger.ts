import { createHash } from "node:crypto";
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
    async *list(datastoreId, resourceType, after = "") {
      const prefix = `${datastoreId}/${resourceType}/`;
      const ids = [...heads.keys()].filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length));
      const places = ids
        .map(id => ({ id, cursor: sha256(id) }))
        .sort((one, other) => (one.cursor < other.cursor ? -1 : 1));
      for (const { id, cursor } of places) {
        const head = heads.get(`${prefix}${id}`);
        if (cursor > after && head) yield { id, head, cursor };
      }
    },
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
