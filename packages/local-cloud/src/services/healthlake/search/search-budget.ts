import { fhirError } from "../fhir/outcome.ts";

/** What a search may cost: SQLite works on one statement at a time, and nothing else is answered meanwhile. HealthLake's limits are not documented (2026-11-29). */
const MOST_LINKS = 5;
const MOST_STEPS = 300;
/** Of all searches of one request together: those of a batch, and references by criteria. */
const MOST_STEPS_OF_REQUEST = 5_000;

/** Counts what a search asks for, and refuses it before it is run. */
export interface SearchBudget {
  /** Called for each look into an index, with the rank of its criterion. */
  spend(rank: number): void;
}

/** The cost of a request's searches so far. */
export interface RequestWork {
  steps: number;
}

/** The budget of one search, and of its request. A look that goes through a part of an index counts 3, one that goes through all of it 10. */
export function searchBudget(work: RequestWork = { steps: 0 }): SearchBudget {
  let spent = 0;
  return {
    spend(rank) {
      const steps = rank > 4 ? 10 : rank > 3 ? 3 : 1;
      spent += steps;
      work.steps += steps;
      if (work.steps > MOST_STEPS_OF_REQUEST) throw tooCostly("The searches of the request ask for too much together.");
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
