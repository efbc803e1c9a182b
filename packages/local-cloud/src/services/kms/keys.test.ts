import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { afterEach, expect, it } from "vitest";
import { ROOT_KEY_FILE } from "./keys/root-key.ts";
import { openKms } from "./kms-fixture.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function open(storage?: string) {
  const opened = openKms(storage);
  endings.push(() => opened.cloud.stop());
  return opened;
}

const DAY = 86_400_000;
const arnOf = (id: string) => `arn:aws:kms:us-east-1:000000000000:key/${id}`;
const Plaintext = new TextEncoder().encode("a patient's name");

it("describes a key by its id, its ARN and its aliases", async () => {
  const { kms } = open();
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Description: "data", Tags: [{ TagKey: "a", TagValue: "b" }] }),
  );
  const KeyId = KeyMetadata?.KeyId ?? "";
  expect(KeyMetadata).toEqual({
    ...{ AWSAccountId: "000000000000", KeyId, Arn: arnOf(KeyId), CreationDate: new Date("2026-01-01T00:00:00Z") },
    ...{ Enabled: true, Description: "data", KeyUsage: "ENCRYPT_DECRYPT", KeyState: "Enabled", Origin: "AWS_KMS" },
    ...{ KeyManager: "CUSTOMER", CustomerMasterKeySpec: "SYMMETRIC_DEFAULT", KeySpec: "SYMMETRIC_DEFAULT" },
    ...{ EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"], MultiRegion: false },
  });
  await kms.send(new CreateAliasCommand({ AliasName: "alias/data", TargetKeyId: KeyId }));
  for (const name of [KeyId, arnOf(KeyId), "alias/data", "arn:aws:kms:us-east-1:000000000000:alias/data"])
    expect((await kms.send(new DescribeKeyCommand({ KeyId: name }))).KeyMetadata?.KeyId).toBe(KeyId);
  await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "c", TagValue: "d" }] }));
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toHaveLength(2);
  expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({ KeyRotationEnabled: false });
});

it.each([
  ["00000000-0000-0000-0000-000000000000", `Key '${arnOf("00000000-0000-0000-0000-000000000000")}' does not exist`],
  ["alias/none", "Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found."],
  ["nonsense", "Invalid keyId 'nonsense'"],
])("does not know %s", async (KeyId, message) => {
  const { kms } = open();
  for (const command of [new DescribeKeyCommand({ KeyId }), new EncryptCommand({ KeyId, Plaintext })])
    await expect(kms.send(command as DescribeKeyCommand)).rejects.toMatchObject({ name: "NotFoundException", message });
});

it("moves an alias, lists it by pages, and refuses a second of that name", async () => {
  const { kms } = open();
  const ids = await Promise.all(
    [1, 2].map(async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? ""),
  );
  const [one = "", other = ""] = ids;
  for (const name of ["a", "b", "c"])
    await kms.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: one }));
  await expect(kms.send(new CreateAliasCommand({ AliasName: "alias/a", TargetKeyId: other }))).rejects.toMatchObject({
    name: "AlreadyExistsException",
    message: "An alias with the name arn:aws:kms:us-east-1:000000000000:alias/a already exists",
  });
  await kms.send(new UpdateAliasCommand({ AliasName: "alias/a", TargetKeyId: other }));
  await kms.send(new DeleteAliasCommand({ AliasName: "alias/c" }));
  const first = await kms.send(new ListAliasesCommand({ Limit: 1 }));
  const second = await kms.send(new ListAliasesCommand({ Limit: 1, Marker: first.NextMarker }));
  expect(
    [first, second].map(({ Aliases, Truncated }) => [Aliases?.[0]?.AliasName, Aliases?.[0]?.TargetKeyId, Truncated]),
  ).toEqual([
    ["alias/a", other, true],
    ["alias/b", one, false],
  ]);
  expect((await kms.send(new ListAliasesCommand({ KeyId: one }))).Aliases).toHaveLength(1);
  expect((await kms.send(new ListKeysCommand({}))).Keys?.map(({ KeyId }) => KeyId)).toEqual(ids.toSorted());
});

it("keeps a key's policy, which leaves all to the account unless told", async () => {
  const { kms } = open();
  const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
  const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  expect(JSON.parse(Policy).Statement).toMatchObject([
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "kms:*" },
  ]);
  const own = Policy.replace("kms:*", "kms:Decrypt");
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: own }));
  expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(own);
  await expect(kms.send(new PutKeyPolicyCommand({ KeyId, Policy: "{" }))).rejects.toMatchObject({
    name: "MalformedPolicyDocumentException",
  });
});

it("deletes a key when its time is over, and brings it back before", async () => {
  const { kms, clock } = open();
  const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
  const schedule = () => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  expect(await schedule()).toMatchObject({
    DeletionDate: new Date("2026-01-08T00:00:00Z"),
    KeyState: "PendingDeletion",
  });
  await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
    name: "KMSInvalidStateException",
    message: `${arnOf(KeyId)} is pending deletion.`,
  });
  await clock.advance(6 * DAY);
  await kms.send(new CancelKeyDeletionCommand({ KeyId }));
  expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe("Disabled");
  await schedule();
  await clock.advance(7 * DAY);
  await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: "NotFoundException" });
  await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({ name: "NotFoundException" });
  expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
});

it("keeps keys in its folder, none of them readable without a file of its owner's alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-kms-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const first = openKms(folder);
  const KeyId = (await first.kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
  const { CiphertextBlob } = await first.kms.send(new EncryptCommand({ KeyId, Plaintext }));
  await first.cloud.stop();
  const file = join(folder, ROOT_KEY_FILE);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = open(folder);
  expect((await again.kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(Plaintext);
  expect(readFileSync(join(folder, "cloud.sqlite")).includes(readFileSync(file))).toBe(false);
});

it.each([
  [{ KeySpec: "SM2" as const }, "UnsupportedOperationException", "makes no keys of the KeySpec SM2"],
  [{ MultiRegion: true }, "UnsupportedOperationException", "MultiRegion is not supported"],
  [{ Origin: "EXTERNAL" as const }, "UnsupportedOperationException", "Origin EXTERNAL is not supported"],
  [{ CustomKeyStoreId: "cks-1" }, "ValidationException", "does not support the parameter CustomKeyStoreId"],
  [{ KeySpec: "AES" as never }, "ValidationException", "Member must satisfy enum value set"],
])("refuses to make a key of %j", async (asked, name, message) => {
  const { kms } = open();
  await expect(kms.send(new CreateKeyCommand(asked))).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});
