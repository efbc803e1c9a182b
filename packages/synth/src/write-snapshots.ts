import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  type AcceptedLoss,
  acceptedSince,
  parseAcceptedLosses,
  renderAcceptedLosses,
  usualLossesFile,
} from "./accepted-losses.ts";
import { type DataLoss, dataLosses } from "./data-losses.ts";
import type { Graph } from "./graph.ts";
import { renderGraph } from "./render-graph.ts";
import { type SnapshotBase, snapshotGraph, workingTree } from "./snapshot-base.ts";

export interface SnapshotOptions {
  /** Write nothing. */
  readonly check: boolean;
  /** States to compare with, the authoritative one first; the current files unless given. */
  readonly bases?: readonly SnapshotBase[];
  /** Names of resources that may be replaced or deleted. */
  readonly allow?: readonly string[];
  /** The file that records accepted losses; `infra/accepted-losses.json` unless given. */
  readonly acceptedLosses?: string;
  /** Snapshots whose accepted losses are recorded, by stage: those that the repository keeps. All, unless given. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** Outcome of `writeSnapshots`. */
export interface SnapshotChanges {
  /** Files that differ from the program, relative to the root. */
  readonly stale: readonly string[];
  /** Losses of data that nobody accepted: nothing was written. */
  readonly refused: readonly SnapshotLoss[];
  /** Losses accepted by `allow` or by the file of accepted losses. */
  readonly accepted: readonly SnapshotLoss[];
  /** Names in `allow` whose resources lose nothing: nothing was written. `known`: such a resource exists. */
  readonly needless: readonly { readonly name: string; readonly known: boolean }[];
}

/** A loss of data in one snapshot. */
export interface SnapshotLoss extends DataLoss {
  readonly file: string;
  readonly stage: string;
}

/**
 * Writes the graphs that changed, each to the file of its stage; with `check` it writes nothing. A change that loses data is
 * refused unless `allow` names its resource; what is written is then recorded as accepted.
 */
export async function writeSnapshots(
  root: string,
  graphs: readonly Graph[],
  files: Readonly<Record<string, string>>,
  { check, bases = [workingTree(root)], allow = [], acceptedLosses = usualLossesFile, kept = files }: SnapshotOptions,
): Promise<SnapshotChanges> {
  const disk = workingTree(root);
  const changed = graphs
    .map(graph => ({ file: files[graph.stage]!, text: renderGraph(graph) }))
    .filter(({ file, text }) => text !== disk.read(file));

  const log = parseAcceptedLosses(disk.read(acceptedLosses), acceptedLosses);
  const recorded =
    bases[0] === undefined
      ? log
      : acceptedSince(parseAcceptedLosses(bases[0].read(acceptedLosses), acceptedLosses), log);
  const losses = graphs.flatMap(graph => snapshotLosses(graph, files[graph.stage]!, bases));
  const isRecorded = (loss: SnapshotLoss) => recorded.some(each => isSame(each, loss));
  const isAccepted = (loss: SnapshotLoss) => allow.includes(loss.resource) || isRecorded(loss);
  const known = [
    ...graphs,
    ...Object.values(files).flatMap(file => bases.flatMap(base => snapshotGraph(base, file) ?? [])),
  ];
  const changes: SnapshotChanges = {
    stale: changed.map(({ file }) => file),
    refused: losses.filter(loss => !isAccepted(loss)),
    accepted: losses.filter(isAccepted),
    needless: allow
      .filter(name => !losses.some(({ resource }) => resource === name))
      .map(name => ({ name, known: known.some(({ resources }) => resources.some(each => each.name === name)) })),
  };
  if (check || changes.refused.length > 0 || changes.needless.length > 0) return changes;

  const added = losses.filter(loss => !isRecorded(loss) && loss.file === kept[loss.stage]);
  if (added.length > 0) await writeFile(resolve(root, acceptedLosses), renderAcceptedLosses([...log, ...added]));
  for (const { file, text } of changed) {
    await mkdir(dirname(resolve(root, file)), { recursive: true });
    await writeFile(resolve(root, file), text);
  }
  return changes;
}

/** Losses against every base. Of the later bases only what the first has too: the rest was never committed. */
function snapshotLosses(after: Graph, file: string, bases: readonly SnapshotBase[]): SnapshotLoss[] {
  const graphs = bases.map(base => snapshotGraph(base, file)).filter(graph => graph?.stage === after.stage);
  const [first] = graphs;
  const found: SnapshotLoss[] = [];
  for (const before of graphs) {
    for (const loss of before === undefined ? [] : dataLosses(before, after)) {
      const committed = first?.resources.some(({ name, type }) => name === loss.resource && type === loss.type);
      const snapshotLoss = { ...loss, file, stage: after.stage };
      if (committed && !found.some(each => isSame(each, snapshotLoss))) found.push(snapshotLoss);
    }
  }
  return found;
}

const isSame = (one: AcceptedLoss, other: AcceptedLoss): boolean =>
  one.stage === other.stage &&
  one.resource === other.resource &&
  one.type === other.type &&
  one.change === other.change;
