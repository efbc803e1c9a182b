import type { Graph, GraphResource } from "./graph.ts";
import { account, region } from "./mocks/account.ts";
import type { RecordedResource, Recording } from "./recorded-resource.ts";
import type { ReplacementRule } from "./replacement-rule.ts";
import { replacementTable } from "./replacement-table.ts";
import { earlierIdentities, within } from "./resource-identity.ts";

/** Left out of the graph: resources that SST makes to bundle and encrypt a function's code. */
const buildArtefacts = new Set(["aws:s3/bucketObjectv2:BucketObjectv2", "random:index/randomBytes:RandomBytes"]);

/** Inputs of a function that point at such artefacts; `code` stands for them. */
const codeInputs = new Set(["s3Bucket", "s3Key"]);
const codeVariables = new Set(["SST_KEY", "SST_KEY_FILE"]);

const secretSignature = "4dabf18193072939515e22adb298388d";

/** The graph of one evaluation: sorted, with secrets unwrapped and components reduced to the `parent` of their resources. */
export function graphOf(recording: Recording): Graph {
  const byUrn = new Map(recording.resources.map(resource => [resource.urn, resource]));
  return {
    app: recording.app,
    stage: recording.stage,
    region,
    account,
    ...(recording.protect ? { protect: true as const } : {}),
    links: plain(recording.links) as Graph["links"],
    resources: recording.resources
      .filter(({ custom, type }) => custom && !buildArtefacts.has(type) && !type.startsWith("pulumi:"))
      .map(resource => graphResource(resource, byUrn, recording))
      .sort((a, b) => compare(a.type, b.type) || compare(a.name, b.name)),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function parentOf(resource: RecordedResource, byUrn: ByUrn): string | undefined {
  const parent = byUrn.get(resource.parentUrn);
  return parent === undefined || parent.type === "pulumi:pulumi:Stack" ? undefined : parent.name;
}

type ByUrn = ReadonlyMap<string, RecordedResource>;

function graphResource(resource: RecordedResource, byUrn: ByUrn, recording: Recording): GraphResource {
  const { name, type, id, protect, retain } = resource;
  const parent = parentOf(resource, byUrn);
  const inputs = plain(resource.inputs) as Record<string, unknown>;
  const outputs = plain(resource.outputs) as Record<string, unknown>;
  // Computed values only: an input is not repeated among the outputs.
  const computed = Object.fromEntries(Object.entries(outputs).filter(([key]) => !Object.hasOwn(inputs, key)));
  const rule = replacementTable[type];
  const deployment = rule?.holds === undefined ? {} : deploymentOf(resource, rule, byUrn);
  const code = type === "aws:lambda/function:Function" ? recording.functions[parent ?? ""] : undefined;
  return {
    name,
    type,
    ...(parent === undefined ? {} : { parent }),
    id,
    inputs: code ? withoutBuild(inputs, code.handler) : inputs,
    outputs: computed,
    ...(protect ? { protect: true as const } : {}),
    ...(retain ? { retain: true as const } : {}),
    ...(Object.keys(deployment).length > 0 ? { deployment } : {}),
    ...(code ? { code } : {}),
  };
}

function deploymentOf(
  resource: RecordedResource,
  { replaces }: ReplacementRule,
  byUrn: ByUrn,
): NonNullable<GraphResource["deployment"]> {
  const types = within(resource, byUrn);
  const { ignoreChanges } = resource;
  // A provider's classes ask for replacements that happen anyway.
  const replaceOnChanges = resource.replaceOnChanges.filter(input => !Object.hasOwn(replaces, input));
  const lists = { aliases: earlierIdentities(resource, byUrn), ignoreChanges, replaceOnChanges };
  return {
    ...(types === "" ? {} : { within: types }),
    ...Object.fromEntries(
      Object.entries(lists)
        .filter(([, list]) => list.length > 0)
        .map(([name, list]) => [name, [...list].sort(compare)]),
    ),
  };
}

/** The handler of what is built is in the bundle: the one in the sources stands for it. */
function withoutBuild(inputs: Readonly<Record<string, unknown>>, handler: string): Record<string, unknown> {
  const { environment, ...rest } = inputs as { environment?: { variables?: Record<string, unknown> } };
  const variables = Object.entries(environment?.variables ?? {}).filter(([key]) => !codeVariables.has(key));
  const kept = Object.entries(rest).filter(([key]) => !codeInputs.has(key));
  return plain({
    ...Object.fromEntries(kept),
    ...("handler" in inputs ? { handler } : {}),
    environment: { variables: Object.fromEntries(variables) },
  }) as Record<string, unknown>;
}

/** Plain sorted JSON: secrets unwrapped, absent values left out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (secretSignature in value) return plain((value as { value?: unknown }).value);
  const entries = Object.entries(value).filter(([key, held]) => held != null && !key.startsWith("__"));
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)).map(([key, held]) => [key, plain(held)]));
}
