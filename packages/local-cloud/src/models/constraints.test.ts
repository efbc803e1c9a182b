import { expect, it } from "vitest";
import { constraints as dynamodb } from "../services/dynamodb/constraints.ts";
import { constraints as events } from "../services/events/constraints.ts";
import { constraints as healthlake } from "../services/healthlake/constraints.ts";
import { constraints as kms } from "../services/kms/constraints.ts";
import { constraints as lambda } from "../services/lambda/constraints.ts";
import { constraints as pipes } from "../services/pipes/constraints.ts";
import { constraints as s3 } from "../services/s3/constraints.ts";
import { constraints as sqs } from "../services/sqs/constraints.ts";
import { constraints as ssm } from "../services/ssm/constraints.ts";
import { constraints as streams } from "../services/streams/constraints.ts";
import { constraints as sts } from "../services/sts/constraints.ts";
import { type Constraint, compileBreaches, type ServiceConstraints } from "./constraint.ts";
import { serviceTable } from "./service-table.ts";

it.each<[model: string, constraints: ServiceConstraints]>([
  ["dynamodb", dynamodb],
  ["dynamodb-streams", streams],
  ["eventbridge", events],
  ["healthlake", healthlake],
  ["kms", kms],
  ["lambda", lambda],
  ["pipes", pipes],
  ["s3", s3],
  ["sqs", sqs],
  ["ssm", ssm],
  ["sts", sts],
])(
  "the constraints of %s are on members that its model has, and compile",
  (model, { members, orders, unsupported }) => {
    const { shapes } = serviceTable(model);
    const known = new Set(
      Object.entries(shapes).flatMap(([name, of]) => Object.keys(of).flatMap(each => [each, `${name}.${each}`])),
    );
    const named = [
      ...Object.keys(members),
      ...unsupported,
      ...Object.entries(orders).flatMap(([structure, names]) => names.map(name => `${structure}.${name}`)),
    ];
    expect(named.filter(name => !known.has(name))).toEqual([]);
    for (const constraint of Object.values(members)) compileAll(constraint);
  },
);

function compileAll(constraint: Constraint): void {
  compileBreaches(constraint);
  for (const part of [constraint.keys, constraint.values]) if (part) compileAll(part);
}
