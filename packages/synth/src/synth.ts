import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { type SnapshotChanges, type SnapshotOptions, writeSnapshots } from "./write-snapshots.ts";

/** Options of `synth`, besides those of `writeSnapshots`. */
export interface SynthOptions extends SnapshotOptions, Pick<EvaluateOptions, "fresh" | "environments"> {
  /** The folder of `sst.config.ts`; `root` unless given. */
  readonly program?: string;
}

/** Evaluates stages and writes their graphs to files, by stage. Refuses changes that lose data, as `writeSnapshots` does. */
export async function synth(
  root: string,
  files: Readonly<Record<string, string>>,
  { program = root, fresh = false, environments = {}, ...options }: SynthOptions,
): Promise<SnapshotChanges> {
  return writeSnapshots(root, await evaluate(program, Object.keys(files), { fresh, environments }), files, options);
}
