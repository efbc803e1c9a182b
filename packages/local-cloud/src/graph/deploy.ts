import { refusalText } from "@tributary/deployment-rules/refusal";
import { refusals } from "@tributary/deployment-rules/refusals";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { ALIAS, forgetKeys, KEY } from "../authorization/find-key.ts";
import { ATTACHMENT, POLICY, ROLE, ROLE_POLICY } from "../authorization/roles.ts";
import type { Cloud } from "../cloud.ts";
import { creationOrder } from "./creation-order.ts";
import { type Deployed, deployed, isOf, placeOf, type Stage } from "./deployed.ts";
import { GraphError } from "./graph-error.ts";
import { type Deployment, given, type ResourceType } from "./resource-type.ts";
import { resourceTypes } from "./resource-types.ts";

/** The changes of a deployment, by resource name. */
export interface DeploymentSummary {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** A stage that is deployed beside others, as to an AWS account. */
export interface BesideOthers {
  /** Folder that the graph's handlers are below. */
  readonly root: string;
}

/**
 * Makes a cloud what a graph says, through the services' own operations, in one transaction.
 * Again with the same graph it changes nothing; with another it changes what differs, and removes wiring that is gone,
 * never what holds data. A stage beside others follows the graph of this stage alone, and loses its data as on AWS: what is gone
 * is deleted, unless it was retained. `GraphError` names the resource that cannot be had; then nothing has changed.
 */
export function deploy(cloud: Cloud, graph: Graph, beside?: BesideOthers): DeploymentSummary {
  const { context } = cloud;
  if (graph.region !== context.region || graph.account !== context.account)
    throw new GraphError(
      `the graph is for ${graph.account} in ${graph.region}, the cloud is ${context.account} in ${context.region}`,
    );
  const deployment: Deployment = {
    graph,
    ...(beside && { root: beside.root }),
    call<Output>(service: string, operation: string, input: object) {
      return context.call(service, operation, input) as Output;
    },
  };
  const ordered = checkedOrder(graph);
  context.store.execute(deployed.schema);
  const forget = () => {
    forgetKeys(context);
    cloud.authorizer?.forget(context);
  };
  const own = { owner: beside ? "stage" : "cloud", app: graph.app, stage: graph.stage } as const;
  const summary = { created: [] as string[], updated: [] as string[], removed: [] as string[], unchanged: 0 };

  const bringAll = () => {
    for (const resource of goneFrom(graph, deployed.all(context).filter(isOf(own)))) {
      const { remove, drop } = typeOf(resource);
      // It stays, and is recognised if the graph names it again.
      if (!remove && !beside) continue;
      const end = beside && resource.retain ? undefined : (remove ?? drop);
      about(resource, () => end?.(resource, deployment));
      deployed.remove(context, placeOf(resource));
      summary.removed.push(resource.name);
    }
    for (const resource of ordered) {
      const before = deployed.find(context, placeOf(resource));
      if (before !== undefined && !isOf(own)(before)) throw ownedBy(before, resource);
      const fingerprint = fingerprintOf(resource, graph, beside?.root);
      if (before?.fingerprint === fingerprint) {
        summary.unchanged++;
        continue;
      }
      about(resource, () => bring(resource, before?.resource, deployment));
      deployed.put(context, placeOf(resource), { ...own, resource, fingerprint });
      if (decisive.has(resource.type)) forget();
      (before ? summary.updated : summary.created).push(resource.name);
    }
  };
  try {
    context.store.transaction(bringAll);
  } finally {
    forget(); // What was undone must not be remembered either.
  }
  return summary;
}

/** Types that decide who may do what, of which later resources of the same deployment are created. */
const decisive: ReadonlySet<string> = new Set([ROLE, POLICY, ROLE_POLICY, ATTACHMENT, KEY, ALIAS]);

const checked = new WeakMap<Graph, readonly GraphResource[]>();

/** The resources of a graph in the order of creation. A graph is checked once, however many clouds are made from it. */
function checkedOrder(graph: Graph): readonly GraphResource[] {
  const known = checked.get(graph);
  if (known) return known;
  const ordered = creationOrder(graph.resources.map(withComputedName));
  refuseAsAws(ordered);
  checked.set(graph, ordered);
  return ordered;
}

/** What AWS would refuse, all of it at once; what it takes and never does is for `tributary check` to say. */
function refuseAsAws(resources: readonly GraphResource[]): void {
  const refused = refusals(resources).filter(({ isSilent }) => !isSilent);
  if (refused.length === 0) return;
  throw new GraphError(
    refused.map(one => `${one.resource.type} "${one.resource.name}": ${refusalText(one)}`).join("\n"),
  );
}

/** Removes a stage with the data that it holds, but what its graph retains. Undefined where there is no such stage. */
export function withdraw(cloud: Cloud, stage: Stage): DeploymentSummary | undefined {
  const { context } = cloud;
  context.store.execute(deployed.schema);
  if (!deployed.all(context).some(isOf({ ...stage, owner: "stage" }))) return undefined;
  const { region, account } = context;
  return deploy(cloud, { ...stage, region, account, links: {}, resources: [] }, { root: "" });
}

function ownedBy({ app, stage, owner }: Deployed, { type, name, id }: GraphResource): GraphError {
  return new GraphError(
    `${type} "${name}": ${id} belongs to stage ${stage} of ${app}, which ${owner === "cloud" ? "this cloud runs as its own graph" : "is deployed here too"}`,
  );
}

/** Pulumi names what the program does not; the graph has such a name among the outputs. */
function withComputedName(resource: GraphResource): GraphResource {
  const { name, bucket } = resource.outputs;
  return { ...resource, inputs: { ...given<unknown>({ name, bucket }), ...resource.inputs } };
}

function bring(resource: GraphResource, before: GraphResource | undefined, deployment: Deployment): void {
  const { create, update } = typeOf(resource);
  let arn: string | undefined;
  if (!before) arn = create(resource, deployment);
  else if (update) arn = update(resource, deployment, before);
  else throw new GraphError("it has changed, which the local cloud cannot follow");
  const wanted = resource.outputs.arn;
  if (arn !== undefined && typeof wanted === "string" && arn !== wanted)
    throw new GraphError(`its ARN is ${arn} here and ${wanted} in the graph`);
}

/** What was deployed and is no longer in the graph, the last created first. */
function goneFrom(graph: Graph, records: readonly Deployed[]): GraphResource[] {
  const present = new Set(graph.resources.map(placeOf));
  const resources = records.map(({ resource }) => resource);
  return creationOrder(resources.filter(resource => !present.has(placeOf(resource)))).reverse();
}

function typeOf({ type }: GraphResource): ResourceType {
  const found = resourceTypes.get(type);
  if (!found) throw new GraphError("the local cloud does not know this type");
  return found;
}

/** All that decides what a resource is made of; a function's links change with what they link to. */
function fingerprintOf({ id, inputs, outputs, code, retain }: GraphResource, graph: Graph, root?: string): string {
  const links = code?.links.map(link => [link, graph.links[link]]);
  const own = [id, inputs, outputs, retain];
  return JSON.stringify(code ? [...own, code, links, graph.app, graph.stage, root] : own);
}

/** Names the resource in whatever goes wrong with it. */
function about(resource: GraphResource, run: () => void): void {
  try {
    run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraphError(`${resource.type} "${resource.name}": ${reason}`, { cause });
  }
}
