import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { jsonFiles } from "../source/load-contracts.ts";
import { unreadParts } from "../source/unread-parts.ts";
import { finding } from "./finding.ts";
import { foldersIn } from "./folders-in.ts";
import { ofRule } from "./rule-catalogue.ts";

/** Whether everything that was released is there still: its event, and each revision up to the newest. */
export function checkReleased(model: ContractModel): Diagnostic[] {
  const folder = join(model.root, "released");
  // A channel that could not be read is no event that is gone.
  const stems = unreadParts(model).length > 0 ? undefined : new Set(model.events.map(({ stem }) => stem));
  return foldersIn(folder).flatMap(stem => {
    const revisions = jsonFiles(join(folder, stem)).flatMap(name => {
      const revision = /^([1-9]\d*)\.json$/.exec(name)?.[1];
      return revision === undefined ? [] : [Number(revision)];
    });
    if (revisions.length === 0) return [];
    return [
      ...(stems === undefined || stems.has(stem) || isRetired(join(folder, stem)) ? [] : [gone(stem, model)]),
      ...missing(revisions).map(revision => ({
        ...ofRule("released-changed"),
        file: join(folder, stem, `${revision}.json`),
        line: 1,
        column: 1,
        message: `revision ${revision} of ${stem} is missing, but a later one exists`,
        fix: "restore the file",
      })),
    ];
  });
}

const gone = (stem: string, { document }: ContractModel) =>
  finding("released-without-event", document, "", `${stem} was released, but no channel has an event with that stem`, {
    fix: `restore its channel, or say in released/${stem}/retired.md why it is gone for good`,
  });

/** Somebody wrote down why. */
function isRetired(folder: string): boolean {
  const file = join(folder, "retired.md");
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file, "utf8").trim() !== "";
}

function missing(revisions: readonly number[]): number[] {
  const newest = Math.max(...revisions);
  // A name that is a mistake is no reason to count up to it.
  if (newest > 10_000) return [];
  return Array.from({ length: newest }, (_none, at) => at + 1).filter(each => !revisions.includes(each));
}
