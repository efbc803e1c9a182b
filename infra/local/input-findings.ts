import type { Place } from "./input-record.ts";
import { number } from "./live-view.ts";

/** What was passed over on the way in, as it is found. */
export interface InputFindings {
  /** Valid resources of any type; made-up patients count as patients alone. */
  resources: number;
  patients: number;
  /** Resources that the data store had as they are, from an earlier start: passed over. */
  unchanged: number;
  bad: number;
  unreadable: number;
  /** What references lead to, and nobody has. */
  nowhere: number;
  report(kind: "bad" | "unreadable", at: Place, reason: string): void;
  /** Says what may be right all the same: it neither counts as bad nor changes the exit code. */
  warn(at: Place, reason: string): void;
}

/** Findings that count, and say each with its place. */
export function createInputFindings(say: (line: string) => void): InputFindings {
  return {
    ...{ resources: 0, patients: 0, unchanged: 0, bad: 0, unreadable: 0, nowhere: 0 },
    report(kind, at, reason) {
      this[kind]++;
      say(`${placeText(at)}: ${reason}`);
    },
    warn(at, reason) {
      say(`${placeText(at)}: warning: ${reason}`);
    },
  };
}

/** The findings in a line for people. */
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
export function placeText({ file, line, pointer }: Place): string {
  return `${file}${line > 0 ? `:${line}` : ""}${pointer ? `#${pointer}` : ""}`;
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}
