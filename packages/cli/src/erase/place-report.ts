import { errorName } from "@tributary/contract/error-name";

/** Findings about a subject in one place, and their outcome. Counts, never values. */
export interface PlaceReport {
  readonly place: string;
  readonly kind: "record" | "table" | "queue" | "bucket" | "archive";
  /** Items, messages or versions of objects about the subject. */
  readonly found: number;
  readonly erased: number;
  /** Why the place is not clean, and what to do. */
  readonly problem?: string;
  /** Actions that the counts do not show. */
  readonly note?: string;
}

/** A report with its problem, if any. */
export function placeReport(
  { place, kind }: Pick<PlaceReport, "place" | "kind">,
  { found = 0, isErased = false }: { readonly found?: number; readonly isErased?: boolean },
  problems: readonly (string | false | undefined)[] = [],
): PlaceReport {
  const problem = problems.filter(one => typeof one === "string" && one !== "").join("; ");
  return { place, kind, found, erased: isErased ? found : 0, ...(problem !== "" && { problem }) };
}

/** Why a place could not be searched completely. AWS's message may quote ids, so only the error's name is given. */
export function failure(error: unknown): string {
  return `failed with ${errorName(error)}: run again`;
}

/** Records whose subject is unknown. */
export function unreadable(count: number): string | false {
  return count > 0 && `${count} unreadable, of which nobody can tell whose they are: look at them`;
}
