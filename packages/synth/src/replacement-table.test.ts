import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { computedOutputs } from "./mocks/computed-outputs.ts";
import { platformFolder } from "./platform.ts";
import { replacementTable } from "./replacement-table.ts";

it("knows of every resource type of the offline evaluation whether it holds data", () => {
  expect(Object.keys(replacementTable).sort()).toEqual(Object.keys(computedOutputs).sort());
});

const modules = join(platformFolder(fileURLToPath(new URL("../../..", import.meta.url))), "node_modules/@pulumi");
if (!existsSync(modules)) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

describe.skipIf(!existsSync(modules))("the providers", () => {
  /** `aws:dynamodb/table:Table` → aws/dynamodb/table, `aws-native:healthlake:FhirDatastore` → aws-native/healthlake/fhirDatastore. */
  const fileOf = (type: string) => {
    const [provider = "", module = "", name = ""] = type.split(":");
    return join(
      modules,
      provider,
      module.includes("/") ? module : `${module}/${name[0]?.toLowerCase()}${name.slice(1)}`,
    );
  };
  const holding = Object.entries(replacementTable).filter(([, { holds }]) => holds !== undefined);

  it.each(holding)("have every input of %s that the table names", (type, { replaces }) => {
    const text = readFileSync(`${fileOf(type)}.d.ts`, "utf8");
    const args = text.slice(text.search(/export interface \w+Args \{/));
    const missing = Object.keys(replaces).filter(
      path => !new RegExp(`^    ${path.split(".")[0]}\\??:`, "m").test(args),
    );
    expect(missing).toEqual([]);
  });

  it("replace a data store for exactly what the table says", () => {
    const type = "aws-native:healthlake:FhirDatastore";
    const [, inputs = "[]"] = /replaceOnChanges: (\[.*?\])/.exec(readFileSync(`${fileOf(type)}.js`, "utf8")) ?? [];
    expect(JSON.parse(inputs)).toEqual(Object.keys(replacementTable[type]!.replaces));
  });
});
