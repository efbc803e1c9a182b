import { DecryptCommand, EncryptCommand, KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import type { GraphResource } from "@tributary/synth/graph";
import { afterEach, expect, it } from "vitest";
import type { Cloud } from "../cloud.ts";
import { inProcess } from "../drivers/in-process.ts";
import { deploy } from "../graph/deploy.ts";
import { createLocalCloud } from "../local-cloud.ts";

const account = "000000000000";
const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:${account}:${name}`;
const roleArn = `arn:aws:iam::${account}:role/worker-role`;
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const toAccount = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
};
const ofTenant = { StringEquals: { "kms:EncryptionContext:tenant": "a" } };
const granted = {
  ...{ Effect: "Allow", Action: ["kms:Encrypt", "kms:Decrypt"], Resource: arn("kms", "key/k"), Condition: ofTenant },
};

const resource = (type: string, name: string, given: Partial<GraphResource>): GraphResource => ({
  ...{ type, name, id: name, inputs: {}, outputs: {} },
  ...given,
});

function graphOf(keyPolicy: string) {
  return {
    ...{ app: "shop", stage: "local", region: "us-east-1", account, links: {} },
    resources: [
      resource("aws:kms/key:Key", "k", { inputs: { policy: keyPolicy }, outputs: { arn: arn("kms", "key/k") } }),
      resource("aws:kms/alias:Alias", "alias/shop", {
        ...{ inputs: { targetKeyId: "k" }, outputs: { arn: arn("kms", "alias/shop") } },
      }),
      resource("aws:iam/role:Role", "WorkerRole", {
        inputs: {
          assumeRolePolicy: policyOf({
            ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
          }),
          inlinePolicies: [{ name: "inline", policy: policyOf(granted) }],
        },
        outputs: { arn: roleArn },
      }),
      resource("aws:lambda/function:Function", "worker", {
        inputs: { name: "worker", role: roleArn, runtime: "nodejs24.x" },
        outputs: { arn: arn("lambda", "function:worker") },
        code: { handler: "worker.run", links: [] },
      }),
    ],
  };
}

let cloud: Cloud;
afterEach(() => cloud.stop());

const clientOf = (accessKeyId: string) =>
  new KMSClient({
    ...{ region: "us-east-1", endpoint: "http://localhost", maxAttempts: 1, requestHandler: inProcess(cloud) },
    credentials: { accessKeyId, secretAccessKey: "x" },
  });
const Plaintext = new TextEncoder().encode("x");

it("a function uses a key of the graph as its role and the key's policy say, for its encryption context alone", async () => {
  cloud = createLocalCloud({ graph: graphOf(policyOf(toAccount)), functions: {}, iam: { mode: "enforce" } });
  const worker = clientOf("LOCALworker");
  const EncryptionContext = { tenant: "a" };
  const { CiphertextBlob } = await worker.send(
    new EncryptCommand({ KeyId: "alias/shop", Plaintext, EncryptionContext }),
  );
  const decrypt = () => worker.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect((await decrypt()).Plaintext).toEqual(Plaintext);
  await expect(worker.send(new EncryptCommand({ KeyId: "k", Plaintext }))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(
      "is not authorized to perform: kms:Encrypt on resource: arn:aws:kms:us-east-1:000000000000:key/k because no identity-based policy allows",
    ),
  });
  await expect(worker.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
  // The key leaves nothing to the account any more.
  deploy(cloud, graphOf(policyOf({ ...toAccount, Principal: { AWS: `arn:aws:iam::${account}:role/other` } })));
  await expect(decrypt()).rejects.toThrow("because no resource-based policy allows the kms:Decrypt action");
  expect((await clientOf("test").send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).Plaintext).toEqual(
    Plaintext,
  );
});
