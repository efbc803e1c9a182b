import { type Guardrail, keepsData, numberAt, resources, text, unless } from "./graph-view.ts";

/** Every consumer limits its concurrent batches; in production it reserves as many invocations. */
export const consumersAreBounded: Guardrail = (graph, options) =>
  unless(
    resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes(":sqs:")),
    ({ inputs }) => {
      const most = numberAt(inputs, "scalingConfig", "maximumConcurrency");
      const consumer = resources(graph, "Function").find(({ id }) => id === inputs.functionName);
      const reserved = numberAt(consumer?.inputs, "reservedConcurrentExecutions");
      return most >= 2 && (!keepsData(graph, options) || reserved >= most);
    },
    "works on as many batches at once as there are",
  );
