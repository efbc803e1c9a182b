import { fileURLToPath } from "node:url";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { expect, it } from "vitest";
import { unusedGrants } from "./unused-grants.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const graph = readGraph(`${root}infra/graph.pipe.json`);

it("lists the unused grants by who has them and where the program gives them", () => {
  const grant = (role: string, action: string, ...resources: string[]) => ({ role, action, resources });
  const grants = [
    grant("TimelineConsumerRole", "dynamodb:Scan", "arn:a", "arn:b"),
    grant("RegistryPipeRole", "sqs:SendMessage", "arn:c"),
    grant("TimelineConsumerRole", "dynamodb:Query", "arn:a"),
  ];
  expect(unusedGrants(grants, graph, root)).toBe(`Granted, and not used in this run:
  TimelineConsumer, services/patient-timeline/infra.ts
    dynamodb:Scan on arn:a, arn:b
    dynamodb:Query on arn:a
  RegistryPipeRole
    sqs:SendMessage on arn:c
`);
  expect(unusedGrants([], graph, root)).toBe("This run used every grant.\n");
});
