import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { ErasingTables, Erasure, TableFindings } from "@tributary/delivery/erasure";
import { claimedBy } from "./dynamodb-identities.ts";
import { keptIn, rowOf } from "./dynamodb-sync-state-row.ts";
import type { KeptState } from "./sync-states.ts";

/** Items per page. */
const PAGE = 100;

/** A state, and when it was erased: true as long as the revision is the same. */
type ErasedState = KeptState & { readonly erased?: { readonly at: number; readonly revision: number } };

/** What this service keeps about a registry key: its contributions to resources, and its claims. */
export const erasure: Erasure = {
  async names(key, tables) {
    const rows = await readStates(key, tables);
    const texts = rows.flatMap(({ row, kept: { own } }) => (own ? [`${resourceTypeOf(row)}/${own.fhirId}`] : []));
    return { texts, members: [] };
  },
  tables: {
    FhirSyncState: { holds: "copies", erase: eraseStates },
    FhirIdentities: { holds: "copies", erase: eraseClaims },
  },
  nothingIn: { FhirSyncIdempotency: "ids of events, for 14 days" },
};

async function eraseStates(key: string, tables: ErasingTables): Promise<TableFindings> {
  const findings: TableFindings[] = [];
  for (const row of await readStates(key, tables)) findings.push(await eraseState(row, tables));
  const sum = (name: "found" | "current") => findings.reduce((total, finding) => total + finding[name], 0);
  const settled = findings.map(({ settledAt }) => settledAt ?? Number.NaN);
  const settledAt = Math.max(...settled);
  return {
    ...{ found: sum("found"), current: sum("current") },
    ...(Number.isFinite(settledAt) && { settledAt }),
  };
}

/**
 * Leaves the sequences, which reject late events, and the id of the key's own resource, which a returning patient gets again.
 * Erases only a key that is settled nowhere: all of it was removed from the data store.
 */
async function eraseState({ row, kept }: StateRow, tables: ErasingTables): Promise<TableFindings> {
  if (!isGone(kept)) return { found: 0, current: 1 };
  const { state, own, revision, erased } = kept;
  const found = (own?.contributions.length ?? 0) > 0 ? 1 : 0;
  if (found === 0 && erased?.revision === revision) return { found, current: 0, settledAt: erased.at };
  if (!tables.apply) return { found, current: 0 };
  const next: ErasedState = {
    state,
    revision: revision + 1,
    ...(own && { own: { ...own, contributions: [] } }),
    erased: { at: tables.now(), revision: revision + 1 },
  };
  await tables.client.send(
    new PutItemCommand({
      TableName: tables.nameOf("FhirSyncState"),
      Item: rowOf(row, next),
      ConditionExpression: "revision = :before",
      ExpressionAttributeValues: { ":before": { N: String(revision) } },
    }),
  );
  return { found, current: 0, settledAt: tables.now() };
}

function isGone({ state, at, adopted = [], stated = [] }: KeptState): boolean {
  const parts = Object.values(state.parts);
  return at === undefined && adopted.length + stated.length === 0 && parts.every(part => part.image === undefined);
}

interface StateRow {
  readonly row: string;
  readonly kept: ErasedState;
}

/** The state of the key, and the states of its mapped items. Scans the table, because nobody knows which items there were. */
async function readStates(key: string, { client, nameOf, pace }: ErasingTables): Promise<StateRow[]> {
  const found: StateRow[] = [];
  let place: Row | undefined;
  do {
    const scan = new ScanCommand({
      TableName: nameOf("FhirSyncState"),
      Limit: PAGE,
      ConsistentRead: true,
      FilterExpression: "pk = :key OR contains(pk, :mapped)",
      ExpressionAttributeValues: { ":key": { S: key }, ":mapped": { S: `#Patient/${key}` } },
      ...(place && { ExclusiveStartKey: place }),
    });
    const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(scan);
    const rows = Items.map(item => ({ row: item.pk?.S ?? "", kept: keptIn(item) as ErasedState }));
    found.push(...rows.filter(({ row }) => isOf(row, key)));
    await pace(ScannedCount);
    place = LastEvaluatedKey;
  } while (place !== undefined);
  return found;
}

/**
 * `Patient/p-1` is also a prefix of `Patient/p-17`, which is another patient's; `Patient/p-1/Address/1` is the patient's own.
 */
function isOf(row: string, key: string): boolean {
  return row === key || `${row.slice(row.indexOf("#") + 1)}/`.startsWith(`Patient/${key}/`);
}

/** The type of a row's resource: a Patient for a registry key itself. */
function resourceTypeOf(row: string): string {
  return /\/([A-Za-z]+)#/.exec(row)?.[1] ?? "Patient";
}

/**
 * Deletes withdrawn claims of the key and of its Patients: hashes of identifiers, which could be guessed and would stay for 30
 * days. Scans the table, because the claims are no longer known.
 */
async function eraseClaims(key: string, tables: ErasingTables): Promise<TableFindings> {
  const { client, nameOf, apply, pace } = tables;
  const TableName = nameOf("FhirIdentities");
  let [found, current] = [0, 0];
  let place: Row | undefined;
  do {
    const scan = new ScanCommand({
      TableName,
      Limit: PAGE,
      ConsistentRead: true,
      FilterExpression: "sk = :key",
      ExpressionAttributeValues: { ":key": { S: claimedBy(key) } },
      ...(place && { ExclusiveStartKey: place }),
    });
    const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(scan);
    for (const { pk, sk, isStated } of Items) {
      if (isStated?.BOOL) {
        current++;
        continue;
      }
      // The key's own row last: it leads to the others after a crash.
      const rows = [...(await withdrawnBeside(pk, { client, TableName })), { ...(pk && { pk }), ...(sk && { sk }) }];
      found += rows.length;
      if (apply) for (const row of rows) await forget(row, { client, TableName });
    }
    await pace(ScannedCount);
    place = LastEvaluatedKey;
  } while (place !== undefined);
  return { found, current };
}

type Row = Record<string, AttributeValue>;
interface Table {
  readonly client: DynamoDBClient;
  readonly TableName: string;
}

/** Rows of Patients that withdrew a claim; other registry keys belong to other patients. */
async function withdrawnBeside(pk: AttributeValue | undefined, { client, TableName }: Table): Promise<Row[]> {
  const rows: Row[] = [];
  const query = {
    TableName,
    KeyConditionExpression: "pk = :pk",
    FilterExpression: "isStated = :no",
    ExpressionAttributeValues: { ":pk": pk ?? { S: "" }, ":no": { BOOL: false } },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query))
    rows.push(...Items.map(({ pk: claim, sk }) => ({ ...(claim && { pk: claim }), ...(sk && { sk }) })));
  return rows.filter(({ sk }) => !sk?.S?.startsWith(claimedBy("")));
}

/** Unless it is claimed again. */
async function forget(Key: Row, { client, TableName }: Table): Promise<void> {
  const condition = { ConditionExpression: "isStated = :no", ExpressionAttributeValues: { ":no": { BOOL: false } } };
  await client.send(new DeleteItemCommand({ TableName, Key, ...condition }));
}
