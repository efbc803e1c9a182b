import type { Graph } from "@tributary/synth/graph";
import { UsageError } from "../run-command.ts";

/** Gives a property of a linked resource, such as the `name` of a table or the `url` of a queue. */
export type StageLinks = (name: string, property: "name" | "url") => string;

/**
 * Physical names of a stage: on AWS from the environment of `sst shell`, since SST generates them when it deploys; of a
 * local cloud, which AWS_ENDPOINT_URL points to, from the graph.
 */
export function stageLinks(graph: Graph, env: Readonly<Record<string, string | undefined>>): StageLinks {
  const app = env.SST_RESOURCE_App;
  if (app === undefined && !env.AWS_ENDPOINT_URL)
    throw new UsageError(
      `physical names are unknown here: run it as \`npx sst shell --stage ${graph.stage} -- npx tributary …\`; for the local cloud, export what \`npx tributary cloud\` or \`npm start\` prints`,
    );
  const shown = app === undefined ? undefined : (JSON.parse(app) as { readonly stage?: string }).stage;
  if (shown !== undefined && shown !== graph.stage)
    throw new UsageError(`the shell is of stage ${shown}, and the graph is of stage ${graph.stage}`);
  return (name, property) => {
    const text = env[`SST_RESOURCE_${name}`];
    const link = text === undefined ? graph.links[name] : (JSON.parse(text) as Readonly<Record<string, unknown>>);
    const value = (app === undefined || text !== undefined) && link?.[property];
    if (typeof value !== "string")
      throw new UsageError(`stage ${graph.stage} has no ${name}: is it deployed as it is here?`);
    return value;
  };
}
