import { fhirError } from "../fhir/outcome.ts";

/** What a search may cost: SQLite works on one statement at a time, and nothing else is answered meanwhile. HealthLake's limits are not documented (2026-11-29). */
export const MOST_LINKS = 5;
export const MOST_STEPS = 300;

/** Counts what a search asks for, and refuses it before it is run. */
export interface SearchBudget {
  /** Called for each look into an index, with the rank of its criterion. */
  spend(rank: number): void;
}

/** The budget of one search. A look that goes through a part of an index counts 3, one that goes through all of it 10. */
export function searchBudget(): SearchBudget {
  let spent = 0;
  return {
    spend(rank) {
      spent += rank > 4 ? 10 : rank > 3 ? 3 : 1;
      if (spent > MOST_STEPS)
        throw tooCostly(
          "The search asks for too much: ask for fewer values, or name types in chains (subject:Patient).",
        );
    },
  };
}

/** Refuses a chain, `_has` included, of more links than searches follow. */
export function refuseLongChain(links: number): void {
  if (links > MOST_LINKS) throw tooCostly(`A chain, _has included, has at most ${MOST_LINKS} links.`);
}

/** A search that is understood and not answered. https://hl7.org/fhir/R4/valueset-issue-type.html */
export function tooCostly(message: string) {
  return fhirError(400, message, { code: "too-costly" });
}
