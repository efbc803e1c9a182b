import { defineConfig } from "@tributary/contract-tools/define-config";

export default defineConfig({
  sourcePrefix: "com.example.",
  // Their resource graphs are committed: `tributary synth` writes them, and refuses a change that would lose data.
  stages: { local: "infra/graph.json", production: "infra/graph.production.json" },
});
