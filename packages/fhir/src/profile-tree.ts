import type { ElementDefinition, StructureDefinition } from "@medplum/fhirtypes";
import { withoutVersion } from "./value-set-codes.ts";

/** What a profile says of one element, or of one slice of it, and of what is in it. */
export interface ProfileNode {
  /** The last part of its path, `value[x]` for a choice. */
  readonly name: string;
  /** Path and slices: `Patient.extension:race.value[x]`. */
  readonly id: string;
  readonly element: Partial<ElementDefinition>;
  readonly children: Map<string, ProfileNode>;
  readonly slices: Map<string, ProfileNode>;
}

/** The core definition of a type: `http://hl7.org/fhir/StructureDefinition/Patient`. */
export const CORE = "http://hl7.org/fhir/StructureDefinition/";

/** What a profile is called, in errors and results. */
export function urlOf({ url = "" }: StructureDefinition): string {
  return withoutVersion(url);
}

/**
 * What a profile says, as a tree of elements: its snapshot, or its differential over what the profiles say that it is
 * derived from, as far as they are given. `unknownBase` names the one that is not.
 */
export function profileTree(
  profile: StructureDefinition,
  given: ReadonlyMap<string, StructureDefinition>,
): { readonly root: ProfileNode; readonly unknownBase?: string } {
  const root = nodeOf(profile.type ?? "", profile.type ?? "");
  let unknownBase: string | undefined;
  const lines: (readonly ElementDefinition[])[] = [];
  const seen = new Set<string>();
  for (let current: StructureDefinition | undefined = profile; current !== undefined; ) {
    seen.add(urlOf(current));
    lines.unshift(current.snapshot?.element ?? current.differential?.element ?? []);
    const base = withoutVersion(current.baseDefinition ?? "");
    if (current.snapshot || base === `${CORE}${profile.type}`) break;
    if (seen.has(base)) throw new Error(`${urlOf(current)} is derived from itself`);
    current = given.get(base);
    if (current === undefined) unknownBase = base;
  }
  for (const element of lines.flat()) {
    const parts = (element.id ?? idOf(element)).split(".").slice(1);
    const node = parts.reduce(descend, root);
    const constraint = [...(node.element.constraint ?? []), ...(element.constraint ?? [])];
    Object.assign(node.element, element, constraint.length > 0 && { constraint });
  }
  return unknownBase === undefined ? { root } : { root, unknownBase };
}

/** Elements without an id are found by their path. */
function idOf({ path = "", sliceName }: ElementDefinition): string {
  return sliceName === undefined ? path : `${path}:${sliceName}`;
}

function descend(parent: ProfileNode, part: string): ProfileNode {
  const colon = part.indexOf(":");
  const name = colon < 0 ? part : part.slice(0, colon);
  const child = childOf(parent.children, name, `${parent.id}.${name}`, name);
  if (colon < 0) return child;
  const slice = part.slice(colon + 1);
  return childOf(child.slices, slice, `${child.id}:${slice}`, name);
}

function childOf(nodes: Map<string, ProfileNode>, key: string, id: string, name: string): ProfileNode {
  const node = nodes.get(key) ?? nodeOf(name, id);
  nodes.set(key, node);
  return node;
}

function nodeOf(name: string, id: string): ProfileNode {
  return { name, id, element: {}, children: new Map(), slices: new Map() };
}
