import { number } from "@tributary/cli/dev/figures";
import { printable } from "@tributary/contract/printable";
import type { Place } from "./input-record.ts";

/** Counts and reports what the load skips. */
export interface InputFindings {
  /** Valid resources of any type; made-up patients count only as patients. */
  resources: number;
  patients: number;
  /** Resources skipped because the data store has them unchanged from an earlier start. */
  unchanged: number;
  bad: number;
  unreadable: number;
  /** Targets of references that exist nowhere. */
  nowhere: number;
  report(kind: "bad" | "unreadable", at: Place, reason: string): void;
  /** Reports a warning: it neither counts as bad nor changes the exit code. */
  warn(at: Place, reason: string): void;
  /** Reports the number of findings not shown. */
  close(): void;
}

/** Findings shown per kind and file, and the number of kinds and files with any shown. */
const SAID_OF_A_KIND = 20;
const KINDS = 1_000;

/** Longest reason shown. */
const REASON_LENGTH = 500;

/**
 * Findings that are counted, with the first of each kind and file shown with their places: a small file can hold millions. Memory
 * is bounded, too.
 */
export function createInputFindings(say: (line: string) => void): InputFindings {
  const kinds = new Map<string, { readonly file: string; readonly reason: string; count: number }>();
  let unlisted = 0;
  const sayFirst = (at: Place, text: string) => {
    const file = printable(shortened(at.file));
    const reason = printable(shortened(text));
    const key = JSON.stringify([file, reason]);
    let kind = kinds.get(key);
    if (kind === undefined) {
      if (kinds.size >= KINDS) {
        unlisted++;
        return;
      }
      kind = { file, reason, count: 0 };
      kinds.set(key, kind);
    }
    if (++kind.count <= SAID_OF_A_KIND) say(`${placeText(at)}: ${reason}`);
  };
  return {
    ...{ resources: 0, patients: 0, unchanged: 0, bad: 0, unreadable: 0, nowhere: 0 },
    report(kind, at, reason) {
      this[kind]++;
      sayFirst(at, reason);
    },
    warn(at, reason) {
      sayFirst(at, `warning: ${reason}`);
    },
    close() {
      for (const { file, reason, count } of kinds.values()) {
        const more = count - SAID_OF_A_KIND;
        if (more > 0) say(`${file}: … and ${number(more)} more: ${reason}`);
      }
      if (unlisted > 0) say(`… and ${number(unlisted)} more, of files and kinds not listed`);
      kinds.clear();
      unlisted = 0;
    },
  };
}

const shortened = (text: string) => (text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH)}…` : text);

/** The findings in one line. */
export function inputLine({ resources, patients, unchanged, bad, unreadable, nowhere }: InputFindings): string {
  const parts =
    resources > 0
      ? [
          `${counted(resources, "resource")} for the data store`,
          `${counted(patients, "patient")} also for the registry`,
        ]
      : [counted(patients, "patient")];
  if (unchanged > 0) parts.push(`${number(unchanged)} unchanged in the data store`);
  if (bad > 0) parts.push(`${counted(bad, "bad record")} refused`);
  if (unreadable > 0) parts.push(`${number(unreadable)} unreadable`);
  if (nowhere > 0) parts.push(`references to ${counted(nowhere, "resource")} that nobody has`);
  return `Input: ${parts.join(", ")}.`;
}

/** `folder/file.ndjson:12` or `folder/bundle.json:1#/entry/3/resource`. */
function placeText({ file, line, pointer }: Place): string {
  return printable(`${shortened(file)}${line > 0 ? `:${line}` : ""}${pointer ? `#${shortened(pointer)}` : ""}`);
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}
