import type { Cloud } from "../cloud.ts";
import { compileTypeCheck } from "./check-json-types.ts";
import { type ModelType, membersOf, type ServiceTable, serviceTable } from "./service-table.ts";

/** A cloud whose answers in AWS JSON fail the test if they are not what the service's model says. */
export function answeringByModel(cloud: Cloud, models: Readonly<Record<string, string>>): Pick<Cloud, "handle"> {
  return {
    async handle(request) {
      const response = await cloud.handle(request);
      const [target = "", operation = ""] = request.headers["x-amz-target"]?.split(".") ?? [];
      const model = models[target];
      if (model === undefined || response.status !== 200) return response;
      const table = serviceTable(model);
      const structure = table.operations[operation]?.[1] ?? "unit";
      const answer: unknown = JSON.parse(String(response.body) || "{}");
      if (structure !== "unit") compileTypeCheck(table, { javaPackage: "", longs: [] })(structure)(answer);
      const type: ModelType = { kind: "structure", name: structure };
      const unknown = unknownIn(table, type, answer);
      if (unknown.length > 0) throw new Error(`${operation} answers what its model does not have: ${unknown}`);
      return response;
    },
  };
}

function unknownIn(table: ServiceTable, type: ModelType, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("of" in type) return Object.values(value).flatMap(each => unknownIn(table, type.of, each));
  if (type.kind !== "structure") return [];
  const members = membersOf(table, type.name);
  return Object.entries(value).flatMap(([name, held]) => {
    const member = members.find(each => each.name === name);
    return member ? unknownIn(table, member.type, held) : [name];
  });
}
