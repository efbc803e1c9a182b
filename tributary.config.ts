import { defineConfig } from "@tributary/contract-tools/define-config";

export default defineConfig({
  sourcePrefix: "tributary.",
  stages: {
    local: "infra/graph.json",
    "local-pipe": "infra/graph.pipe.json",
    production: "infra/graph.production.json",
  },
  // All of it is deployed: what is forgotten is a fault.
  rules: { "not-wired-yet": "error" },
  // Patients' data: what may hold a name is not classified none.
  overrides: [{ files: ["contracts/**"], rules: { "classification-free-text": "error" } }],
  erasures: [
    "services/patient-registry/dynamodb-erasure.ts",
    "services/patient-timeline/erasure.ts",
    "services/fhir-sync/dynamodb-erasure.ts",
    "services/healthlake-changes/erasure.ts",
  ],
});
