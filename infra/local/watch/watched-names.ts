import type { Graph, GraphResource } from "@tributary/synth/graph";
import type { ArrivalPlaces } from "../audit/arrivals.ts";
import type { AuditedStream } from "../audit/audit-registry.ts";
import type { Watched } from "./counters.ts";

/** The data store, and the queues of its capture. */
export interface WatchedStore {
  readonly datastoreId: string;
  /** URL of the queue whose messages only ask for another look. */
  readonly windowsQueue: string;
  /** URL of the queue of the subscription's notices. */
  readonly noticesQueue: string;
  /** Name of the function that writes the registry's patients into the data store. */
  readonly sync: string;
  /** Name of the function that compares the registry with what was published, called by operators. */
  readonly registryOperator: string;
}

/** Physical names of what the main job watches. */
export type WatchedNames = Watched & AuditedStream & ArrivalPlaces & WatchedStore;

/** Reads the names from the graph's links and resources. */
export function watchedNames(graph: Graph): WatchedNames {
  const link = (name: string, member: string): string => {
    const value = graph.links[name]?.[member];
    if (typeof value !== "string") throw new Error(`The graph has no link ${name} with ${member}.`);
    return value;
  };
  const registryTable = link("Registry", "name");
  return {
    registryTable,
    captureNames: [
      ...physicalIds(graph, "aws:lambda/function:Function", name => name.startsWith("RegistryCapture")),
      ...physicalIds(graph, "aws:pipes/pipe:Pipe", () => true),
      link("HealthLakeNoticesConsumer", "name"),
    ],
    consumerRules: graph.resources
      .filter(({ type, name }) => type === "aws:cloudwatch/eventRule:EventRule" && name.startsWith("Timeline"))
      .map(({ inputs }) => String(inputs.name)),
    consumer: link("TimelineConsumer", "name"),
    quarantineQueue: link("QuarantineReports", "url").split("/").at(-1) ?? "",
    timelineTable: link("Timeline", "name"),
    quarantineBucket: link("Quarantine", "name"),
    datastoreId: link("Datastore", "id"),
    clinicalBus: link("ClinicalBus", "name"),
    windowsQueue: link("HealthLakeWindowsQueue", "url"),
    noticesQueue: link("HealthLakeNoticesQueue", "url"),
    sync: link("FhirSyncConsumer", "name"),
    registryOperator:
      physicalIds(graph, "aws:lambda/function:Function", name => name.startsWith("RegistryOperator"))[0] ?? "",
    streamArn: streamOf(graph, registryTable),
  };
}

/**
 * URLs of queues whose messages only ask for another look: a notice that lost the race for its version to a window is redelivered
 * a minute later, and has nothing new.
 */
export function lookingAgain({ windowsQueue, noticesQueue }: WatchedStore): string[] {
  return [windowsQueue, noticesQueue];
}

function physicalIds(graph: Graph, type: string, named: (name: string) => boolean): string[] {
  return graph.resources.filter(resource => resource.type === type && named(resource.name)).map(({ id }) => id);
}

function streamOf(graph: Graph, table: string): string {
  const found = graph.resources.find(
    ({ type, id }: GraphResource) => type === "aws:dynamodb/table:Table" && id === table,
  );
  const arn = found?.outputs.streamArn;
  if (typeof arn !== "string") throw new Error(`The graph has no stream of table ${table}.`);
  return arn;
}
