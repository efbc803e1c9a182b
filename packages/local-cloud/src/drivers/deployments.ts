import type { Graph } from "@tributary/synth/graph";
import type { Cloud } from "../cloud.ts";
import { deploy, withdraw } from "../graph/deploy.ts";
import { deployed, isOf, type Stage } from "../graph/deployed.ts";
import { GraphError } from "../graph/graph-error.ts";
import { graphProblem } from "../graph/read-graph.ts";
import { parseJson } from "../kernel/parse-json.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { bootstrapSst } from "./bootstrap-sst.ts";

/** Paths beside AWS's services, under which a running cloud takes graphs. */
export const deploymentPaths = {
  ...{ all: "/_tributary/deployments", one: ({ app, stage }: Stage) => `/_tributary/deployments/${app}/${stage}` },
  bootstrap: "/_tributary/sst/bootstrap",
  certificate: "/_tributary/certificate",
} as const;

/** A cloud, and what is deployed on it. */
export interface CloudDescription {
  readonly region: string;
  readonly account: string;
  readonly deployments: readonly Stage[];
}

/** Body of a deployment. */
export interface DeploymentRequest {
  readonly graph: Graph;
  /** Folder that the graph's handlers are below. */
  readonly root: string;
}

/**
 * Answers requests to deploy, describe and remove stages; undefined for any other. A graph that cannot be had is answered with
 * 422 and what is wrong with it, and then nothing has changed.
 */
export function deployments(cloud: Cloud, request: WireRequest): WireResponse | undefined {
  const { method, path } = request;
  const { context } = cloud;
  if (path === deploymentPaths.bootstrap && method === "PUT") return json(200, bootstrapSst(context));
  context.store.execute(deployed.schema);
  if (path === deploymentPaths.all && method === "GET") {
    const { region, account } = context;
    return json(200, { region, account, deployments: stagesOf(cloud) } satisfies CloudDescription);
  }
  if (!path.startsWith(`${deploymentPaths.all}/`)) return undefined;
  try {
    const [app, stage, ...more] = path.slice(`${deploymentPaths.all}/`.length).split("/").map(decodeURIComponent);
    return app && stage && more.length === 0 ? answer(cloud, { app, stage }, request) : undefined;
  } catch (error) {
    if (error instanceof GraphError) return json(422, { message: error.message });
    if (error instanceof URIError) return json(400, { message: "the path is not percent-encoded" });
    throw error;
  }
}

function answer(cloud: Cloud, stage: Stage, { method, body }: WireRequest): WireResponse {
  const missing = json(404, { message: `there is no stage ${stage.stage} of ${stage.app} here` });
  if (method === "GET") {
    const found = deployed.all(cloud.context).filter(isOf({ ...stage, owner: "stage" }));
    return found.length === 0 ? missing : json(200, { ...stage, resources: found.map(({ resource }) => resource) });
  }
  if (method === "DELETE") {
    const summary = withdraw(cloud, stage);
    return summary ? json(200, summary) : missing;
  }
  if (method !== "PUT") return json(405, { message: `${method} is not for deployments: use PUT, GET or DELETE` });
  const asked = parseJson(Buffer.from(body).toString()) as Partial<DeploymentRequest> | null | undefined;
  const { graph, root } = asked ?? {};
  if (graph === undefined || typeof root !== "string")
    return json(400, { message: "the body is no JSON of a graph and the root of its handlers" });
  const problem = graphProblem(graph);
  if (problem !== undefined) throw new GraphError(problem);
  return json(200, deploy(cloud, { ...graph, ...stage }, { root }));
}

function stagesOf({ context }: Cloud): Stage[] {
  const found = new Map(
    deployed
      .all(context)
      .filter(({ owner }) => owner === "stage")
      .map(({ app, stage }) => [`${app}\n${stage}`, { app, stage }]),
  );
  return [...found.values()];
}

function json(status: number, body: object): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
