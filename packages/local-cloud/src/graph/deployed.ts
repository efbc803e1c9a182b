import type { GraphResource } from "@tributary/synth/graph";
import type { Store } from "../kernel/store.ts";

const schema = `
CREATE TABLE IF NOT EXISTS graph_resources (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  resource TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (type, id)
) WITHOUT ROWID`;

/** The resources deployed into a store, each as in its graph. */
export interface Deployed {
  readonly resource: GraphResource;
  /** Everything that its creation depended on, as text. */
  readonly fingerprint: string;
}

/** The record of what was deployed into a store, by type and physical id. */
export interface DeployedResources {
  find(resource: GraphResource): Deployed | undefined;
  all(): GraphResource[];
  put(resource: GraphResource, fingerprint: string): void;
  drop(resource: GraphResource): void;
}

/** The record of what was deployed into this store. */
export function deployedResources(store: Store): DeployedResources {
  store.execute(schema);
  return {
    find({ type, id }) {
      const row = store
        .prepare("SELECT resource, fingerprint FROM graph_resources WHERE type = ? AND id = ?")
        .get(type, id);
      return row && { resource: JSON.parse(String(row.resource)), fingerprint: String(row.fingerprint) };
    },
    all: () =>
      store
        .prepare("SELECT resource FROM graph_resources ORDER BY type, id")
        .all()
        .map(row => JSON.parse(String(row.resource)) as GraphResource),
    put(resource, fingerprint) {
      store
        .prepare("INSERT OR REPLACE INTO graph_resources (type, id, resource, fingerprint) VALUES (?, ?, ?, ?)")
        .run(resource.type, resource.id, JSON.stringify(resource), fingerprint);
    },
    drop({ type, id }) {
      store.prepare("DELETE FROM graph_resources WHERE type = ? AND id = ?").run(type, id);
    },
  };
}
