import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { validateResource } from "@tributary/fhir/validate-resource";
import { buildSync } from "esbuild";
import { median } from "./median.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const examples = join(repository, "node_modules/hl7.fhir.r4.examples");
const runs = 7;
const rounds = 41;

/** What it takes until every FHIR resource type can be validated in a cold process, and per resource beside JSON.parse. */
export async function fhir(): Promise<{ name: string; rows: { label: string; value: string }[] }> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  try {
    const entry = join(repository, "packages/fhir/src/validate-resource.ts");
    const bundle = join(folder, "validate-resource.mjs");
    const options = { bundle: true, minify: true, format: "esm", platform: "node", logLevel: "silent" } as const;
    buildSync({ ...options, entryPoints: [entry], outfile: bundle });
    const ready = (path: string) => {
      const empty = join(folder, `empty${extname(path)}`);
      writeFileSync(empty, "export const validateResource = () => {};\n");
      return `${readyAfter(path).toFixed(1)} ms (an empty module: ${readyAfter(empty).toFixed(1)} ms)`;
    };
    return {
      name: "FHIR R4: validation of all 146 resource types",
      rows: [
        {
          label: `from cold to all types checked once, bundled, median of ${runs}`,
          value: `${ready(bundle)}, aim: 25`,
        },
        { label: `the same from source, median of ${runs}`, value: `${ready(entry)}, aim: 50` },
        { label: "size, bundled", value: `${(statSync(bundle).size / 1_000).toFixed(0)} KB, aim: 300` },
        { label: "Patient", value: `${validationOf(["Patient"])}, aim: 0.42x` },
        {
          label: "Patient, Encounter, Observation, Condition",
          value: validationOf(["Patient", "Encounter", "Observation", "Condition"]),
        },
        { label: "parseFhirJson, Condition", value: parsingOf("Condition") },
        { label: "parseFhirJson, Observation", value: parsingOf("Observation") },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds in a new process, for the import and one validation of a resource of each type with a few elements. */
function readyAfter(path: string): number {
  const script = `
    const resources = JSON.parse(process.argv[2]);
    const started = performance.now();
    const { validateResource } = await import(process.argv[1]);
    for (const resource of resources) validateResource(resource);
    process.stdout.write(String(performance.now() - started));`;
  const resources = JSON.stringify(oneOfEachType());
  const times = Array.from({ length: runs }, () =>
    Number(
      execFileSync(process.execPath, ["--input-type=module", "-e", script, path, resources], { encoding: "utf8" }),
    ),
  );
  return median(times);
}

/** The smallest of HL7's examples of each type, of 2 KB at most: they pass as an argument. */
function oneOfEachType(): unknown[] {
  const smallest = new Map<string, string>();
  for (const name of readdirSync(examples).filter(file => /^[A-Z].*\.json$/.test(file))) {
    const text = readFileSync(join(examples, name), "utf8");
    const type = name.split("-", 1)[0] ?? "";
    if (text.length < Math.min(smallest.get(type)?.length ?? Number.POSITIVE_INFINITY, 2_000)) smallest.set(type, text);
  }
  return [...smallest.values()].map(text => JSON.parse(text));
}

/** The time of validation over that of JSON.parse of the same texts. */
function validationOf(types: readonly string[]): string {
  const texts = textsOf(types);
  const values = texts.map(text => JSON.parse(text) as unknown).filter(value => validateResource(value).valid);
  if (values.length < texts.length) throw new Error("an example of the benchmark is not valid");
  return beside(texts, () => values.forEach(value => void validateResource(value)));
}

function parsingOf(type: string): string {
  const texts = textsOf([type]);
  return beside(texts, () => texts.forEach(text => void parseFhirJson(text)));
}

/** HL7's examples of some types, minified, with the digits of their decimals. */
function textsOf(types: readonly string[]): string[] {
  return readdirSync(examples)
    .filter(file => types.includes(file.split("-", 1)[0] ?? "") && file.endsWith(".json"))
    .map(file => JSON.stringify(parseFhirJson(readFileSync(join(examples, file), "utf8"))));
}

/** The time of work on texts, and its ratio to that of JSON.parse in the same round: medians of rounds. */
function beside(texts: readonly string[], work: () => void): string {
  const repeated = Array.from({ length: Math.ceil(1_000 / texts.length) });
  const time = (measured: () => void) => {
    const started = process.hrtime.bigint();
    for (const _ of repeated) measured();
    return Number(process.hrtime.bigint() - started) / repeated.length / texts.length;
  };
  const measured = Array.from({ length: rounds * 2 }, () => ({
    parse: time(() => texts.forEach(text => void JSON.parse(text))),
    work: time(work),
  })).slice(rounds);
  const took = median(measured.map(round => round.work));
  const ratio = median(measured.map(round => round.work / round.parse));
  return `${took.toFixed(0)} ns (${ratio.toFixed(2)}x JSON.parse)`;
}
