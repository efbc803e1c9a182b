import type { RecordedAlias, RecordedResource } from "./recorded-resource.ts";

/** The part of a Pulumi register request that is read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDependenciesList(): string[];
  getObject(): unknown;
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getAliasesList(): AliasRequest[];
}
interface AliasRequest {
  getUrn(): string;
  /** Empty text where the alias says nothing of a part. */
  getSpec(): { getName(): string; getType(): string; getParenturn(): string } | undefined;
}
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): unknown;
}
interface Registered {
  getUrn(): string;
  getId(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
}
type Answer<T> = (error: unknown, response?: T) => void;

/** The parts of `@pulumi/pulumi` that the recording needs; loaded from the SST platform, so that there is one Pulumi. */
export interface PulumiInternals {
  readonly MockMonitor: new (mocks: Mocks) => MockMonitor;
  readonly deserializeProperties: (properties: unknown) => Record<string, unknown>;
}
interface Mocks {
  newResource(args: { type: string; name: string; inputs: Record<string, unknown>; custom?: boolean }): {
    id: string;
    state: Record<string, unknown>;
  };
  call(args: { token: string; inputs: Record<string, unknown> }): Record<string, unknown>;
}
interface MockMonitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, answer: Answer<Registered>): unknown;
  registerResourceOutputs(request: OutputsRequest, answer: Answer<unknown>): unknown;
}

interface RecordingMonitor {
  readonly monitor: MockMonitor;
  readonly resources: RecordedResource[];
  readonly links: Record<string, Record<string, unknown>>;
  /** Of the stack itself. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A Pulumi monitor that creates nothing, answers from `mocks`, and keeps what the program registers and links. */
export function recordingMonitor(pulumi: PulumiInternals, mocks: Mocks): RecordingMonitor {
  const resources: RecordedResource[] = [];
  const byUrn = new Map<string, RecordedResource>();
  const links: Record<string, Record<string, unknown>> = {};
  const outputs: Record<string, unknown> = {};
  const monitor = new pulumi.MockMonitor(mocks);

  const { newUrn, registerResource, registerResourceOutputs } = monitor;
  // A real engine leaves the stack out of the type chain; links carry the last type of the chain.
  monitor.newUrn = (parent, type, name) =>
    newUrn.call(monitor, parent.includes("::pulumi:pulumi:Stack::") ? "" : parent, type, name);

  monitor.registerResource = (request, answer) =>
    registerResource.call(monitor, request, (error, response) => {
      if (response !== undefined) {
        const resource: RecordedResource = {
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          custom: request.getCustom(),
          parentUrn: request.getParent(),
          dependencies: request.getDependenciesList(),
          protect: request.getProtect(),
          retain: request.getRetainondelete(),
          id: response.getId(),
          inputs: pulumi.deserializeProperties(request.getObject()),
          outputs: response.getObject().toJavaScript(),
          ignoreChanges: request.getIgnorechangesList(),
          replaceOnChanges: request.getReplaceonchangesList(),
          aliases: request.getAliasesList().map(recordedAlias),
        };
        resources.push(resource);
        byUrn.set(resource.urn, resource);
      }
      answer(error, response);
    });

  monitor.registerResourceOutputs = (request, answer) => {
    const given = pulumi.deserializeProperties(request.getOutputs());
    const resource = byUrn.get(request.getUrn());
    if (resource?.type === "pulumi:pulumi:Stack") Object.assign(outputs, given);
    if (resource) Object.assign(resource.outputs, given);
    if (request.getUrn().includes("::sst:sst:LinkRef::"))
      links[String(given.target)] = given.properties as Record<string, unknown>;
    return registerResourceOutputs.call(monitor, request, answer);
  };
  return { monitor, resources, links, outputs };
}

function recordedAlias(alias: AliasRequest): RecordedAlias {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  return { name: spec.getName(), type: spec.getType(), parentUrn: spec.getParenturn() };
}
