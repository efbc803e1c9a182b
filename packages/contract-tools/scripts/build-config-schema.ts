/**
 * Writes schemas/config.schema.json and docs/configuration.md from the shapes of the settings and their doc comments:
 * `node packages/contract-tools/scripts/build-config-schema.ts [--check]`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { configSchema } from "../src/config/config-schema.ts";
import type { JsonSchema } from "../src/source/contract-model.ts";

const root = new URL("../../../", import.meta.url);
const source = readFileSync(new URL("../src/define-config.ts", import.meta.url), "utf8");

/** What the doc comment of a setting says, on one line. */
function described(interfaceName: string, name: string): string {
  const body = new RegExp(`interface ${interfaceName}\\b[\\s\\S]*?\\n\\}`).exec(source)?.[0] ?? "";
  const [, text] =
    [...body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly ([$\w]+)\??:/g)].find(each => each[2] === name) ?? [];
  if (text === undefined) throw new Error(`${interfaceName}.${name} has no doc comment`);
  return text.replaceAll(/\s*\n\s*\* ?/g, " ").trim();
}

type Properties = Readonly<Record<string, JsonSchema>>;
const withDescriptions = (interfaceName: string, all: Properties): Properties =>
  Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [name, { description: described(interfaceName, name), ...schema }]),
  );

const settings = withDescriptions("TributaryConfig", configSchema.properties);
const stage = configSchema.properties.stages!.additionalProperties as JsonSchema & { readonly properties: Properties };
const stageSettings = withDescriptions("StageConfig", stage.properties);
const schema = {
  ...configSchema,
  description: "The content of tributary.config.json. Paths and globs are relative to its folder.",
  properties: {
    ...settings,
    stages: { ...settings.stages, additionalProperties: { ...stage, properties: stageSettings } },
  },
};

function table(all: Properties): string {
  const rows = Object.entries(all).map(([name, { type, enum: values, default: usual, description }]) => {
    const kinds = values === undefined ? [type].flat() : [values].flat().map(each => `\`${each}\``);
    const otherwise =
      usual === undefined ? "" : `\`${JSON.stringify(usual).replaceAll('"', "").replaceAll(":", ": ")}\``;
    return `| \`${name}\` | ${kinds.join(" or ")} | ${otherwise} | ${description} |`;
  });
  return ["| Setting | Type | Default | Meaning |", "|---|---|---|---|", ...rows].join("\n");
}

const page = `<!-- Generated from packages/contract-tools/src/define-config.ts by packages/contract-tools/scripts/build-config-schema.ts. Do not edit. -->
# Configuration

\`tributary.config.ts\` in the repository's folder says what commands need to know of it. Everything has a default; a new
repository states its prefix:

\`\`\`ts
import { defineConfig } from "@tributary/contract-tools/define-config";

export default defineConfig({ sourcePrefix: "com.acme." });
\`\`\`

As \`tributary.config.json\`, [its schema](../packages/contract-tools/schemas/config.schema.json) completes and checks it in
[editors](editor.md). A mistake in either is reported at its line, with exit code 2. Paths and globs are relative to its folder.

${table(settings)}

A stage is the file of its graph, or:

${table(stageSettings)}

Accepted losses of data are recorded in \`accepted-losses.json\`, beside the first stage's graph. [Rules](rules/README.md) lists
what \`rules\` and \`overrides\` may name.

## What needs no setting

- **Services** are those of \`x-service\`. The service of a function is its environment variable \`POWERTOOLS_SERVICE_NAME\`, or
  else the innermost folder or file on the way to its handler that has a service's name: \`billing\` of
  \`apps/billing/main.consume\` and of \`src/billing.consume\`.
- **Buses**: the bus \`orders\` of the contracts is the component or bus \`OrdersBus\` of the program, or a bus of the physical
  name \`orders\`.
- **Schemas** of \`x-eventbridge\`, \`x-service\`, \`x-delivery\`, \`x-data-classification\`, \`x-pattern-binds\`, and of events'
  metadata ship with \`@tributary/contract-tools\`. Event schemas refer to the metadata as
  \`https://tributary.example/schemas/event-metadata.v1.schema.json\`; a file of that name in \`schemas/\` replaces it.
- **Quarantine** and claim checks are the links \`Quarantine\`, \`QuarantineReports\` and \`ClaimChecks\`, which the components of
  \`@tributary/sst\` make; the graph of a stage has their physical names.
`;

const outputs = [
  ["packages/contract-tools/schemas/config.schema.json", `${JSON.stringify(schema, null, 2)}\n`],
  ["docs/configuration.md", page],
] as const;
for (const [path, text] of outputs) {
  const file = new URL(path, root);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (text !== readFileSync(file, "utf8")) {
    process.stderr.write(`stale: ${path}; run: npm run docs:generate\n`);
    process.exitCode = 1;
  }
}
