import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, inApiCase, knownInputs, type ResourceType } from "./resource-type.ts";

/** A resource whose inputs are the members of its service's requests, but for the case of their names. */
export interface Mirror {
  readonly service: string;
  readonly create: string;
  /** Undefined if `create` changes it too. */
  readonly update?: string;
  readonly inputs: readonly string[];
  /** Inputs that are written down and change nothing here. */
  readonly kept?: readonly string[];
  /** Names that are more than a capital away from the API's. */
  readonly names?: Readonly<Record<string, string>>;
  /** The member of requests that takes the id that the graph says. */
  readonly id?: string;
  /** Members that no update takes. */
  readonly fixed?: readonly string[];
  /** The member of answers that is its ARN. */
  readonly arn?: string;
  /** The operation that removes it, with its request. Without it, it stays. */
  readonly remove?: Removal;
  /** The operation that deletes it with the data that it holds. */
  readonly drop?: Removal;
}

type Removal = readonly [operation: string, request: (resource: GraphResource) => Record<string, unknown>];

/** The type of such a resource. */
export function mirrored(mirror: Mirror): ResourceType & Required<Pick<ResourceType, "update">> {
  const { service, create, update = create, inputs, kept = [], names, id, fixed = [], arn, remove, drop } = mirror;
  const put = (operation: string, left: readonly string[]) => (resource: GraphResource, deployment: Deployment) => {
    const known = Object.entries(knownInputs(resource, inputs, kept)).filter(([name]) => !kept.includes(name));
    const request = given(inApiCase(Object.fromEntries(known), names) as Record<string, unknown>);
    if (id) request[id] = resource.id;
    for (const member of left) delete request[member];
    const answer = deployment.call<Record<string, string> | undefined>(service, operation, request);
    return arn && answer?.[arn];
  };
  const changes = { create: put(create, []), update: put(update, fixed) };
  const end =
    ([operation, requestOf]: Removal) =>
    (resource: GraphResource, { call }: Deployment) =>
      void call(service, operation, given(requestOf(resource)));
  return { ...changes, ...(remove && { remove: end(remove) }), ...(drop && { drop: end(drop) }) };
}
