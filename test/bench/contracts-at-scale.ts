import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMemory } from "@tributary/contract-tools/check-cache";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import { median } from "./median.ts";
import { writeManyContracts } from "./write-many-contracts.ts";

const messages = 500;
const rounds = 3;
const edits = 15;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a project of 500 messages costs: an edit while watching, a whole check, and generating all, beside the naive way. */
export async function contractsAtScale(): Promise<{ name: string; rows: { label: string; value: string }[] }> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-scale-"));
  try {
    const root = join(folder, "contracts");
    mkdirSync(root);
    writeManyContracts(root, messages);
    const main = here("../../packages/cli/src/main.ts");
    const check: number[] = [];
    const generate: number[] = [];
    const naive: number[] = [];
    for (let round = 0; round < rounds; round++) {
      check.push(timed(folder, [main, "check", root]));
      rmSync(join(root, "generated"), { recursive: true, force: true });
      generate.push(timed(folder, [main, "generate", root]));
      naive.push(timed(folder, [here("./generate-naively.js"), root]));
    }
    const ratios = naive.map((time, round) => time / (generate[round] ?? Number.NaN));
    const warm = await editWarm(root);
    return {
      name: `${messages} messages, about 28 fields each`,
      rows: [
        {
          label: `edit of one → its types and validators, warm, median of ${edits} (aim: under 250 ms)`,
          value: ms(warm),
        },
        {
          label: `tributary check, whole process, median of ${rounds} (aim: under 3,000 ms)`,
          value: ms(median(check)),
        },
        { label: `tributary generate of all, whole process, median of ${rounds}`, value: ms(median(generate)) },
        { label: "json-schema-to-typescript and ajv for each, whole process", value: ms(median(naive)) },
        { label: "naive / generate, median of the rounds (aim: at least 5)", value: `${median(ratios).toFixed(1)}x` },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds from an edit of a schema to its files, in a process that has generated all once. */
async function editWarm(root: string): Promise<number> {
  const work = { memory: createMemory(), store: new Map() };
  await generateContracts(root, work);
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const path = join(root, `schemas/thing${edit * 7}-changed.v1.schema.json`);
    writeFileSync(path, readFileSync(path, "utf8").replace('"maxLength": 64', '"maxLength": 63'));
    const started = performance.now();
    const { written } = await generateContracts(root, work);
    times.push(performance.now() - started);
    if (written.length !== 1) throw new Error(`an edit of one event wrote ${written.length} files`);
  }
  return median(times);
}

/** Milliseconds that a Node.js process takes from start to end. */
function timed(cwd: string, argv: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

const ms = (time: number) => `${time.toFixed(0)} ms`;
