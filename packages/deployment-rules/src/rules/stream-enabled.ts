import { ofType, textAt } from "../find.ts";
import type { DeploymentRule, Refusal } from "../refusal.ts";

const streams = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html";
const views = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];

/** Who reads a table's stream reads one that is on, and a stream that is on says what it holds. */
export const streamEnabled: DeploymentRule = resources => {
  const tables = ofType(resources, "table");
  const readers = [...ofType(resources, "mapping"), ...ofType(resources, "pipe")].flatMap((reader): Refusal[] => {
    const input = reader.inputs.source === undefined ? "eventSourceArn" : "source";
    const [table, name = ""] = /:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(textAt(reader, input)) ?? [];
    const source = table === undefined ? undefined : tables.find(one => one.inputs.name === name || one.id === name);
    if (source === undefined || source.inputs.streamEnabled === true) return [];
    const page = "https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html";
    const problem = `is a stream of ${source.name}, which has streamEnabled off`;
    return [{ rule: "stream-not-enabled", resource: reader, path: [input], problem, page }];
  });
  const unsaid = tables.flatMap((table): Refusal[] => {
    const view = table.inputs.streamViewType;
    if (table.inputs.streamEnabled !== true || views.some(one => one === view)) return [];
    const problem = `is ${JSON.stringify(view) ?? "missing"}, but a stream that is on takes ${views.join(", ")}`;
    return [{ rule: "stream-not-enabled", resource: table, path: ["streamViewType"], problem, page: streams }];
  });
  return [...readers, ...unsaid];
};
