import { ofType } from "../find.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";

const page = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html";

interface Keyed {
  readonly name?: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly projectionType?: string;
  readonly nonKeyAttributes?: readonly string[];
}

/** A table describes exactly the attributes of its keys; its indexes have names and projections that fit. */
export const tableKeys: DeploymentRule = resources => ofType(resources, "table").flatMap(faults);

function faults(table: DeployedResource): Refusal[] {
  const refuse = (path: readonly (string | number)[], problem: string): Refusal => ({
    ...{ rule: "table-keys-differ", resource: table, path, problem, page },
  });
  const listOf = (input: string) => (table.inputs[input] ?? []) as readonly Keyed[];
  const [global, local] = [listOf("globalSecondaryIndexes"), listOf("localSecondaryIndexes")];
  const described = listOf("attributes").map(({ name }) => String(name));
  const keyed = new Set(
    [table.inputs as Keyed, ...global, ...local].flatMap(one => [one.hashKey, one.rangeKey]).filter(key => key),
  );
  const undescribed = [...keyed].filter(key => !described.includes(String(key)));
  const unused = described.filter(name => !keyed.has(name));
  const names = [...global, ...local].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const { hashKey, rangeKey } = table.inputs;
  const indexes = [global, local].flatMap((list, kind) =>
    list.flatMap((index, at) => {
      const path = [kind === 0 ? "globalSecondaryIndexes" : "localSecondaryIndexes", at];
      const lists = (index.nonKeyAttributes ?? []).length > 0;
      if (index.projectionType === "INCLUDE" && !lists)
        return [refuse([...path, "nonKeyAttributes"], "is missing, but the projection INCLUDE lists attributes")];
      if (index.projectionType !== "INCLUDE" && lists)
        return [
          refuse([...path, "nonKeyAttributes"], `is set, but the projection is ${index.projectionType ?? "ALL"}`),
        ];
      return [];
    }),
  );
  return [
    ...undescribed.map(key => refuse(["attributes"], `lack ${key}, which is a key`)),
    ...unused.map(name => refuse(["attributes"], `have ${name}, which is a key of neither the table nor an index`)),
    ...(hashKey !== undefined && hashKey === rangeKey
      ? [refuse(["rangeKey"], `is ${rangeKey}, as the hash key is`)]
      : []),
    ...(local.length > 0 && rangeKey === undefined
      ? [refuse(["localSecondaryIndexes"], "are set, but only a table with a range key has local indexes")]
      : []),
    ...(twice === undefined ? [] : [refuse(["globalSecondaryIndexes"], `name ${twice} twice`)]),
    ...indexes,
  ];
}
