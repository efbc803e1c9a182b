import { expect, it } from "vitest";
import { openEvents } from "../services/events/events-fixture.ts";
import { findKey } from "./find-key.ts";
import { deployAlias, deployKey } from "./keys-fixture.ts";

const policy = '{"Statement":[]}';

it("finds a key by its id, its ARN, an alias or the ARN of one", () => {
  const { context } = openEvents().cloud;
  const arn = deployKey(context, "k-1", { policy });
  const alias = deployAlias(context, "alias/clinic", "k-1");
  for (const name of ["k-1", arn, "alias/clinic", alias]) expect(findKey(context, name)).toEqual({ arn, policy });
});

it("gives a key without a policy that of AWS, which leaves the decision to the account's own policies", () => {
  const { context } = openEvents().cloud;
  deployKey(context, "k-1", {});
  expect(JSON.parse(findKey(context, "k-1")?.policy ?? "")).toMatchObject({
    Statement: [{ Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "kms:*" }],
  });
});

it("forgets a key whose creation is undone", () => {
  const { context } = openEvents().cloud;
  const undone = () =>
    context.store.transaction(() => {
      deployKey(context, "k-1", { policy });
      expect(findKey(context, "k-1")).toBeDefined();
      throw new Error("undone");
    });
  expect(undone).toThrow("undone");
  expect(findKey(context, "k-1")).toBeUndefined();
});

it("finds no key of AWS, none that does not exist, and one that is made later", () => {
  const { context } = openEvents().cloud;
  for (const name of ["alias/aws/sqs", "k-1", "arn:aws:kms:us-east-1:000000000000:alias/aws/dynamodb", "arn:"])
    expect(findKey(context, name)).toBeUndefined();
  const arn = deployKey(context, "k-1", { policy });
  expect(findKey(context, "k-1")?.arn).toBe(arn);
});
