import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const runs = 7;

/** How long a cold process takes to import one event's module, beside an empty module and a run-time compile by ajv. */
export async function contractImport(): Promise<{ name: string; rows: { label: string; value: string }[] }> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  try {
    const empty = join(folder, "empty.mjs");
    writeFileSync(empty, "export const nothing = 1;\n");
    const generated = join(repository, "contracts/generated/patient-record-changed.v1.js");
    const compile = join(repository, "test/bench/compile-contract.js");
    const times = {
      empty: medianImport(empty),
      generated: medianImport(generated),
      compile: medianImport(compile),
    };
    const beside = (value: number) =>
      `${value.toFixed(1)} ms (${(value / times.generated).toFixed(2)}x the generated module)`;
    return {
      name: `cold import of PatientRecordChanged.v1, median of ${runs} processes`,
      rows: [
        { label: "generated module", value: `${times.generated.toFixed(1)} ms (aim: under 15)` },
        { label: "empty module", value: beside(times.empty) },
        { label: "ajv, compiled at run time", value: beside(times.compile) },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function medianImport(path: string): number {
  const script =
    "const t = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - t))";
  const times = Array.from({ length: runs }, () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", script, path], { encoding: "utf8" })),
  );
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
}
