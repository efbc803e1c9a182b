import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { createCloud } from "@tributary/local-cloud/cloud";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { claimOf } from "./claims.ts";
import { erasure } from "./dynamodb-erasure.ts";
import { dynamodbIdentities } from "./dynamodb-identities.ts";

const TableName = "identities";

async function makeTable() {
  let left = Number.POSITIVE_INFINITY;
  const cloud = createCloud({
    ...{ services: [dynamodbService], storage: "memory", region: "us-east-1", account: "000000000000" },
    faults: {
      before(_, operation) {
        if (operation === "DeleteItem" && left-- <= 0) throw new AwsError("ThrottlingException", "refused");
      },
    },
  });
  const client = await tableClient(TableName, ["pk", "sk"], cloud);
  return {
    identities: dynamodbIdentities({ table: TableName, hash: hex32, client }),
    erase: (apply: boolean) =>
      erasure.tables?.FhirIdentities?.erase("17", {
        ...{ client, nameOf: () => TableName, apply, now: Date.now, pace: async () => {} },
      }),
    rows: async () =>
      ((await client.send(new ScanCommand({ TableName }))).Items ?? [])
        .map(({ sk, isStated }) => `${sk?.S} ${isStated?.BOOL}`)
        .sort(),
    dieAfter: (deletions: number) => (left = deletions),
  };
}

test("deletes claims that the key and its Patients no longer make, and no others", async () => {
  const { identities, erase, rows } = await makeTable();
  const [one, other] = [claimOf("urn:person", "a"), claimOf("urn:person", "b")];
  for (const stater of [{ key: "17" }, { fhirId: "gone" }, { key: "1" }]) await identities.state(one, stater, 1, false);
  await identities.state(one, { fhirId: "there" }, 1, true);
  await identities.state(other, { fhirId: "elsewhere" }, 1, false);
  expect(await erase(false)).toEqual({ found: 2, current: 0 });
  expect(await rows()).toHaveLength(5);
  expect(await erase(true)).toEqual({ found: 2, current: 0 });
  expect(await rows()).toEqual(["FHIR#elsewhere false", "FHIR#there true", "KEY#1 false"]);
});

test("keeps claims that the key still makes, and says so", async () => {
  const { identities, erase, rows } = await makeTable();
  await identities.state(claimOf("urn:person", "a"), { key: "17" }, 1, true);
  expect(await erase(true)).toEqual({ found: 0, current: 1 });
  expect(await rows()).toEqual(["KEY#17 true"]);
});

test("finds after a crash what it had not reached", async () => {
  const { identities, erase, rows, dieAfter } = await makeTable();
  for (const stater of [{ key: "17" }, { fhirId: "x" }, { fhirId: "y" }])
    await identities.state(claimOf("urn:person", "a"), stater, 1, false);
  dieAfter(1);
  await expect(erase(true)).rejects.toMatchObject({ name: "ThrottlingException" });
  dieAfter(Number.POSITIVE_INFINITY);
  expect(await erase(true)).toEqual({ found: 2, current: 0 });
  expect(await rows()).toEqual([]);
});
