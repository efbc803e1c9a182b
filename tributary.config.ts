import { defineConfig } from "@tributary/contract-tools/define-config";

export default defineConfig({
  erasures: [
    "services/patient-registry/dynamodb-erasure.ts",
    "services/patient-timeline/dynamodb-erasure.ts",
    "services/fhir-sync/dynamodb-erasure.ts",
    "services/healthlake-changes/erasure.ts",
  ],
});
