import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { currentResources } from "@tributary/local-cloud/services/healthlake/resources/stored-versions";
import { claimsIn, type Stated } from "../../../services/fhir-sync/claims.ts";
import { PERSON } from "../input/person.ts";
import { openScratch } from "../scratch.ts";
import { pages } from "./pages.ts";

/** The number of people in registry and data store together, and of their Patients in the data store. */
export interface People {
  readonly people: number;
  readonly patients: number;
  /** Patients with content of both sides. */
  readonly both: number;
}

const REGISTRY = "urn:tributary:patient-registry";
const SCHEMA = "CREATE TABLE people (person TEXT PRIMARY KEY) WITHOUT ROWID;";

/** Counts people by the identifier that both copies share, or else by the side's own id. */
export function countPeople(
  context: CloudContext,
  { registryTable, datastoreId }: { readonly registryTable: string; readonly datastoreId: string },
): People {
  const scratch = openScratch(SCHEMA);
  let [patients, both] = [0, 0];
  scratch.together(() => {
    const add = (person: string) => scratch.run("INSERT OR IGNORE INTO people VALUES (?)", person);
    for (const { key, identifiers } of rowsOf(context, registryTable)) add(personOf(identifiers) ?? `row ${key}`);
    for (const body of currentResources(context, datastoreId, "Patient")) {
      const {
        id,
        meta,
        identifier = [],
      } = JSON.parse(body) as {
        id: string;
        meta?: { source?: string };
        identifier?: readonly Stated[];
      };
      const key = identifier.find(({ system }) => system === REGISTRY)?.value;
      patients++;
      add(personOf(identifier) ?? (key === undefined ? `Patient ${id}` : `row ${key}`));
      // A Patient that the registry alone created has a different id.
      if (key !== undefined && key === id && meta?.source?.startsWith("urn:tributary:")) both++;
    }
  });
  const people = Number(scratch.get("SELECT COUNT(*) AS n FROM people")?.n);
  scratch.close();
  return { people, patients, both };
}

/** The number of surplus Patients: those of people who have another one. */
export function tooMany({ people, patients }: People): number {
  return Math.max(0, patients - people);
}

function personOf(identifiers: readonly Stated[]): string | undefined {
  return claimsIn(identifiers, [PERSON])[0];
}

/** The patients of the registry, with their identifiers. */
function* rowsOf(context: CloudContext, table: string): Generator<{ key: string; identifiers: Stated[] }> {
  type Item = { patientId?: { S?: string }; identifiers?: { L?: { M?: Record<string, { S?: string }> }[] } };
  const scan = {
    TableName: table,
    FilterExpression: "itemType = :patient",
    ExpressionAttributeValues: { ":patient": { S: "Patient" } },
    ProjectionExpression: "patientId, identifiers",
  };
  for (const { patientId, identifiers } of pages<Item>(context, "Scan", scan))
    yield {
      key: patientId?.S ?? "",
      identifiers: (identifiers?.L ?? []).map(({ M }) => ({
        ...(M?.system?.S !== undefined && { system: M.system.S }),
        ...(M?.value?.S !== undefined && { value: M.value.S }),
      })),
    };
}
