import { expect, it } from "vitest";
import { constraints as dynamodb } from "../services/dynamodb/constraints.ts";
import { constraints as events } from "../services/events/constraints.ts";
import { constraints as sqs } from "../services/sqs/constraints.ts";
import { constraints as sts } from "../services/sts/constraints.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { serviceTable } from "./service-table.ts";

it.each<[model: string, constraints: ServiceConstraints]>([
  ["dynamodb", dynamodb],
  ["eventbridge", events],
  ["sqs", sqs],
  ["sts", sts],
])("the constraints of %s are on members that its model has", (model, { members, orders, unsupported }) => {
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
});
