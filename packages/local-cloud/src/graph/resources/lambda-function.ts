import type { GraphResource } from "@tributary/synth/graph";
import { GraphError } from "../graph-error.ts";
import { type Deployment, given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = [
  "name",
  "handler",
  "environment",
  "description",
  "memorySize",
  "timeout",
  "role",
  "runtime",
  "architectures",
  "loggingConfig",
  "tracingConfig",
  "layers",
  "deadLetterConfig",
  "kmsKeyArn",
  "reservedConcurrentExecutions",
];
/** The code comes from the sources, so how it is packed says nothing here. */
const kept = ["ephemeralStorage", "packageType", "publish", "sourceCodeHash", "tags", "tagsAll"];

/** aws:lambda/function:Function. Its code is the module that the graph names; its links are in its environment, as SST has them. */
export const lambdaFunction: ResourceType = {
  create(resource, deployment) {
    const { FunctionArn } = deployment.call<{ FunctionArn: string }>(
      "lambda",
      "CreateFunction",
      request(resource, deployment),
    );
    reserve(resource, deployment);
    return FunctionArn;
  },
  update(resource, deployment, before) {
    const reserved = "reservedConcurrentExecutions";
    if (reserved in before.inputs && !(reserved in resource.inputs))
      throw new GraphError(`its ${reserved} cannot be taken away, only changed`);
    const { Architectures: _fixed, ...changes } = request(resource, deployment);
    const { FunctionArn } = deployment.call<{ FunctionArn: string }>("lambda", "UpdateFunctionConfiguration", changes);
    reserve(resource, deployment);
    return FunctionArn;
  },
  remove({ inputs }, { call }) {
    call("lambda", "DeleteFunction", { FunctionName: inputs.name });
  },
};

function request(resource: GraphResource, { graph, root }: Deployment): Record<string, unknown> {
  const inputs = knownInputs(resource, used, kept);
  if (!resource.code) throw new GraphError("the graph does not say where its code is");
  return given<unknown>({
    FunctionName: inputs.name,
    Handler: resource.code.handler,
    Runtime: inputs.runtime,
    Role: inputs.role,
    Description: inputs.description,
    MemorySize: inputs.memorySize,
    Timeout: inputs.timeout,
    Architectures: inputs.architectures,
    Code: root === undefined ? {} : { Folder: root },
    LoggingConfig: inputs.loggingConfig && inApiCase(inputs.loggingConfig),
    TracingConfig: inputs.tracingConfig && inApiCase(inputs.tracingConfig),
    KMSKeyArn: inputs.kmsKeyArn,
    DeadLetterConfig: inputs.deadLetterConfig && inApiCase(inputs.deadLetterConfig),
    Layers: (inputs.layers as readonly unknown[] | undefined)?.length ? inputs.layers : undefined,
    Environment: { Variables: { ...variablesOf(inputs.environment), ...linksOf(resource, graph) } },
  });
}

function variablesOf(environment: unknown): Record<string, string> {
  return (environment as { variables?: Record<string, string> } | undefined)?.variables ?? {};
}

function linksOf({ code }: GraphResource, graph: Deployment["graph"]): Record<string, string> {
  const variables = { SST_RESOURCE_App: JSON.stringify({ name: graph.app, stage: graph.stage }) };
  const links = (code?.links ?? []).map(link => {
    const value = graph.links[link];
    if (!value) throw new GraphError(`its link ${link} is not in the graph`);
    return [`SST_RESOURCE_${link}`, JSON.stringify(value)] as const;
  });
  return { ...variables, ...Object.fromEntries(links) };
}

function reserve({ inputs }: GraphResource, { call }: Deployment): void {
  const reserved = inputs.reservedConcurrentExecutions;
  if (typeof reserved === "number" && reserved >= 0)
    call("lambda", "PutFunctionConcurrency", { FunctionName: inputs.name, ReservedConcurrentExecutions: reserved });
}
