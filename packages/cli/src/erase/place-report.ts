import { errorName } from "@tributary/contract/error-name";

/** What one place holds of a subject, and what became of it. Counts, never values. */
export interface PlaceReport {
  readonly place: string;
  readonly kind: "record" | "table" | "queue" | "bucket" | "archive";
  /** Items, messages or versions of objects about the subject. */
  readonly found: number;
  readonly erased: number;
  /** Why the place is not clean, and what to do. */
  readonly problem?: string;
  /** What was done beside what the counts say. */
  readonly note?: string;
}

/** A report with what is wrong, if anything is. */
export function placeReport(
  { place, kind }: Pick<PlaceReport, "place" | "kind">,
  { found = 0, isErased = false }: { readonly found?: number; readonly isErased?: boolean },
  problems: readonly (string | false | undefined)[] = [],
): PlaceReport {
  const problem = problems.filter(one => typeof one === "string" && one !== "").join("; ");
  return { place, kind, found, erased: isErased ? found : 0, ...(problem !== "" && { problem }) };
}

/** Why a place could not be looked at, or not to its end. What AWS says may quote ids: only its name is told. */
export function failure(error: unknown): string {
  return `failed with ${errorName(error)}: run again`;
}

/** Records of which nobody can tell whose they are. */
export function unreadable(count: number): string | false {
  return count > 0 && `${count} unreadable, of which nobody can tell whose they are: look at them`;
}
