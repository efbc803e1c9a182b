import { resolve } from "node:path";
import type { Graph } from "./graph.ts";
import { readRegularText } from "./read-regular-text.ts";

/** An earlier state of the project, to compare with: the working tree, or a commit. */
export interface SnapshotBase {
  /** The text of a file of the project; undefined where there is none. */
  read(file: string): string | undefined;
}

/** The current files, before anything is written. */
export function workingTree(root: string): SnapshotBase {
  return { read: file => readOrNothing(resolve(root, file)) };
}

/** The graph in a snapshot; undefined if the file is missing or holds no graph. */
export function snapshotGraph(base: SnapshotBase, file: string): Graph | undefined {
  try {
    const value = JSON.parse(base.read(file) ?? "{}");
    return Array.isArray(value.resources) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readOrNothing(path: string): string | undefined {
  try {
    return readRegularText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
