/** The graphs kept in the repository: file by stage. */
export const snapshots: Readonly<Record<string, string>> = {
  local: "infra/graph.json",
  "local-pipe": "infra/graph.pipe.json",
  production: "infra/graph.production.json",
};
