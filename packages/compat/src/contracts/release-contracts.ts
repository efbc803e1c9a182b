import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { bundleSchema } from "./bundle-schema.ts";
import { type ContractComparison, compareContracts } from "./compare-contracts.ts";
import { eventSchema } from "./event-schema.ts";
import { releasedFolder, releasedSchemas } from "./released-schemas.ts";

/** A revision that is to be written. */
export interface PlannedRevision {
  readonly detailType: string;
  readonly revision: number;
  readonly file: string;
  readonly text: string;
}

/** The plan of a release: every event whose schema differs from its newest revision; and how all compare. */
export function planRelease(model: ContractModel): {
  readonly revisions: readonly PlannedRevision[];
  readonly comparison: ContractComparison;
} {
  const revisions = model.events.flatMap((event): PlannedRevision[] => {
    const text = `${JSON.stringify(bundleSchema(eventSchema("", event, model)), null, 2)}\n`;
    const newest = releasedSchemas(model.root, event.stem).at(-1);
    if (newest?.text === text) return [];
    const revision = (newest?.revision ?? 0) + 1;
    const file = join(releasedFolder(model.root, event.stem), `${revision}.json`);
    return [{ detailType: event.detailType, revision, file, text }];
  });
  return { revisions, comparison: compareContracts(model) };
}

/** Writes planned revisions. A file that is there already is never written over. */
export function writeRelease(revisions: readonly PlannedRevision[]): void {
  for (const { file, text } of revisions) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
  }
}
