import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { type SnapshotChanges, type SnapshotOptions, writeSnapshots } from "./write-snapshots.ts";

/** Evaluates stages and writes their graphs to files, by stage, as `writeSnapshots` does: nothing that loses data unasked. */
export async function synth(
  root: string,
  files: Readonly<Record<string, string>>,
  { fresh = false, ...options }: SnapshotOptions & Pick<EvaluateOptions, "fresh">,
): Promise<SnapshotChanges> {
  return writeSnapshots(root, await evaluate(root, Object.keys(files), { fresh }), files, options);
}
