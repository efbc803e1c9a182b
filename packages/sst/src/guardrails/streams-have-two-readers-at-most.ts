import { streamMappings } from "./event-sources.ts";
import { type Guardrail, resources, text } from "./graph-view.ts";

/** DynamoDB throttles more than two readers of a shard. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const streamsHaveTwoReadersAtMost: Guardrail = graph => {
  const sources = [
    ...streamMappings(graph).map(mapping => text(mapping, "eventSourceArn")),
    ...resources(graph, "Pipe").map(pipe => text(pipe, "source")),
  ];
  return [...new Set(sources)].filter(arn => sources.filter(other => other === arn).length > 2);
};
