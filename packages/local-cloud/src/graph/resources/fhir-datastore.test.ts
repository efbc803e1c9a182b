import type { Graph, GraphResource } from "@tributary/synth/graph";
import { expect, it, onTestFinished } from "vitest";
import { createLocalCloud } from "../../local-cloud.ts";
import { deploy } from "../deploy.ts";

const id = "0123456789abcdef0123456789abcdef";
const store = (inputs: object = {}): GraphResource => ({
  name: "Clinic",
  type: "aws-native:healthlake:FhirDatastore",
  id: "clinic",
  inputs: {
    datastoreName: "clinic",
    datastoreTypeVersion: "R4",
    sseConfiguration: { kmsEncryptionConfig: { cmkType: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" } },
    tags: [{ key: "stage", value: "test" }],
    ...inputs,
  },
  outputs: { datastoreId: id, datastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}` },
});
const graph = (...resources: GraphResource[]): Graph => ({
  app: "app",
  stage: "test",
  region: "us-east-1",
  account: "000000000000",
  links: {},
  resources,
});

it("makes a data store with the id that the graph says, and changes nothing but its tags", async () => {
  const cloud = createLocalCloud({ graph: graph(store()), functions: {} });
  onTestFinished(() => cloud.stop());
  const described = () => cloud.context.call("healthlake", "DescribeFHIRDatastore", { DatastoreId: id });
  expect(described()).toMatchObject({
    DatastoreProperties: {
      DatastoreName: "clinic",
      DatastoreStatus: "ACTIVE",
      SseConfiguration: { KmsEncryptionConfig: { CmkType: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId: "key" } },
    },
  });
  expect(deploy(cloud, graph(store({ tags: [{ key: "stage", value: "later" }] }))).updated).toEqual(["Clinic"]);
  const ResourceARN = `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}`;
  expect(cloud.context.call("healthlake", "ListTagsForResource", { ResourceARN })).toEqual({
    Tags: [{ Key: "stage", Value: "later" }],
  });
  expect(() => deploy(cloud, graph(store({ datastoreName: "ward" })))).toThrow("cannot follow");
  expect(() => deploy(cloud, graph(store({ preloadDataConfig: {} })))).toThrow("preloadDataConfig");
});
