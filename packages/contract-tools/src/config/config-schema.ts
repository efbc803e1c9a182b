import { ruleCatalogue } from "../check/rule-catalogue.ts";
import type { TributaryConfig } from "../define-config.ts";
import type { JsonSchema } from "../source/contract-model.ts";

/** A JSON Schema of each setting; what it means is said where its type is, in `define-config.ts`. */
const path = { type: "string", minLength: 1 };
const paths = { type: "array", items: path };

const rules = {
  type: "object",
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(ruleCatalogue).map(([id, { firm, severity, summary }]) => [
      id,
      { description: summary, default: severity, enum: firm ? ["error"] : ["error", "warning", "warn", "off"] },
    ]),
  ),
};

/** https://sst.dev/docs/reference/cli: a stage is part of the names of resources. */
const stageName = "^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$";

const settings: { readonly [Setting in keyof Required<TributaryConfig>]: JsonSchema } = {
  $schema: { type: "string" },
  sourcePrefix: { type: "string", pattern: "^(?!aws\\.)[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.$", maxLength: 128 },
  contracts: { ...path, default: "contracts" },
  program: { ...path, pattern: "(?:^|/)sst\\.config\\.ts$", default: "sst.config.ts" },
  stages: {
    type: "object",
    minProperties: 1,
    default: { local: "infra/graph.json" },
    propertyNames: { type: "string", pattern: stageName },
    additionalProperties: {
      type: ["string", "object"],
      minLength: 1,
      required: ["snapshot"],
      additionalProperties: false,
      properties: {
        snapshot: path,
        environment: { type: "object", additionalProperties: { type: "string" } },
      },
    },
  },
  graph: { type: ["string", "boolean"], minLength: 1, not: { const: true } },
  failSeverity: { enum: ["error", "warning"], default: "error" },
  rules,
  overrides: {
    type: "array",
    items: {
      type: "object",
      required: ["files", "rules"],
      additionalProperties: false,
      properties: { files: paths, rules: { $ref: "#/properties/rules" } },
    },
  },
  erasures: paths,
};

/** The JSON Schema of a configuration, without descriptions of its settings. */
export const configSchema: JsonSchema & { readonly properties: Readonly<Record<string, JsonSchema>> } = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://tributary.example/config.schema.json",
  title: "Tributary configuration",
  type: "object",
  additionalProperties: false,
  properties: settings,
};
