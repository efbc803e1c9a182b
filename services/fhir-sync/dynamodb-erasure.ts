import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { ErasingTables, Erasure, TableFindings } from "@tributary/delivery/erasure";
import { claimedBy } from "./dynamodb-identities.ts";
import type { KeptState } from "./sync-states.ts";

/** Items read at once. */
const PAGE = 100;

/** A state, and by when it was known that nothing more would come of it, unless it was written since. */
type ErasedState = KeptState & { readonly erased?: { readonly at: number; readonly revision: number } };

/** What is kept of a registry key beside the data store: what was contributed to its Patient, and what it claimed. */
export const erasure: Erasure = {
  async names(key, tables) {
    const own = (await readState(key, tables))?.own?.fhirId;
    return { texts: own === undefined ? [] : [`Patient/${own}`], members: [] };
  },
  tables: {
    FhirSyncState: { holds: "copies", erase: eraseState },
    FhirIdentities: { holds: "copies", erase: eraseClaims },
  },
  nothingIn: { FhirSyncIdempotency: "ids of events, for 14 days" },
};

/**
 * Leaves the id of the key's own Patient and the sequences: an older event that comes late is refused by them, and who comes
 * back has the same Patient. Erased only when the key is settled nowhere, that is when all of it was taken from the data store.
 */
async function eraseState(key: string, tables: ErasingTables): Promise<TableFindings> {
  const kept = await readState(key, tables);
  if (kept === undefined) return { found: 0, current: 0 };
  if (!isGone(kept)) return { found: 0, current: 1 };
  const { state, own, revision, erased } = kept;
  const found = (own?.contributions.length ?? 0) > 0 ? 1 : 0;
  if (found === 0 && erased?.revision === revision) return { found, current: 0, settledAt: erased.at };
  if (!tables.apply) return { found, current: 0 };
  const next: ErasedState = {
    state,
    revision: revision + 1,
    ...(own && { own: { fhirId: own.fhirId, contributions: [] } }),
    erased: { at: tables.now(), revision: revision + 1 },
  };
  await tables.client.send(
    new PutItemCommand({
      TableName: tables.nameOf("FhirSyncState"),
      Item: marshall({ pk: key, ...next }, { removeUndefinedValues: true }),
      ConditionExpression: "revision = :before",
      ExpressionAttributeValues: { ":before": { N: String(revision) } },
    }),
  );
  return { found, current: 0, settledAt: tables.now() };
}

function isGone({ state, at, adopted = [], stated = [] }: KeptState): boolean {
  const parts = [state.record, ...Object.values(state.addresses)];
  return at === undefined && adopted.length + stated.length === 0 && parts.every(part => part?.image === undefined);
}

async function readState(key: string, { client, nameOf }: ErasingTables): Promise<ErasedState | undefined> {
  const read = { TableName: nameOf("FhirSyncState"), Key: { pk: { S: key } }, ConsistentRead: true };
  const { Item } = await client.send(new GetItemCommand(read));
  return Item && (unmarshall(Item) as ErasedState);
}

/**
 * Deletes what the key no longer claims, with the Patients that no longer claim it either: hashes of identifiers, which could
 * be guessed, and would be kept for 30 days. They are found by reading all, as the claims are not known any more.
 */
async function eraseClaims(key: string, tables: ErasingTables): Promise<TableFindings> {
  const { client, nameOf, apply, pace } = tables;
  const TableName = nameOf("FhirIdentities");
  let [found, current] = [0, 0];
  let place: Record<string, AttributeValue> | undefined;
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
      const beside = await withdrawn(pk, { client, TableName });
      found += beside.length;
      // The key's own last: by it the others are found again after a crash.
      const rows = [...beside.filter(row => row.sk?.S !== sk?.S), ...beside.filter(row => row.sk?.S === sk?.S)];
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

/** Rows of those who no longer state a claim. */
async function withdrawn(pk: AttributeValue | undefined, { client, TableName }: Table): Promise<Row[]> {
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
  return rows;
}

/** Unless it is claimed again. */
async function forget(Key: Row, { client, TableName }: Table): Promise<void> {
  const condition = { ConditionExpression: "isStated = :no", ExpressionAttributeValues: { ":no": { BOOL: false } } };
  await client.send(new DeleteItemCommand({ TableName, Key, ...condition }));
}
