import type { RecordedAlias, RecordedResource } from "./recorded-resource.ts";

type ByUrn = ReadonlyMap<string, RecordedResource>;

/** The identity of a resource in a deployment: the end of its URN, without stack and project. */
interface Identity {
  readonly within: string;
  readonly type: string;
  readonly name: string;
}

/** The end of a URN: types of the components around it, its type and its name. */
export const identityText = ({ within, type, name }: Identity): string =>
  `${within === "" ? "" : `${within}$`}${type}::${name}`;

const stackType = "pulumi:pulumi:Stack";

/** The types of the components around a resource, outermost first. */
export function within({ parentUrn }: RecordedResource, byUrn: ByUrn): string {
  const parent = byUrn.get(parentUrn);
  return parent === undefined || parent.type === stackType ? "" : inside({ ...parent, within: within(parent, byUrn) });
}

/**
 * Earlier identities of a resource, from its own aliases and those of the components around it, as Pulumi's engine reads
 * them: renaming a component renames its children whose names begin with its name.
 */
export function earlierIdentities(resource: RecordedResource, byUrn: ByUrn): string[] {
  return [...new Set(identities(resource, byUrn).map(identityText))].slice(1);
}

/** The present identity first, then those under earlier identities of the parent, then those of its own aliases. */
function identities(resource: RecordedResource, byUrn: ByUrn): Identity[] {
  const earlier = (alias: RecordedAlias): Identity[] => {
    if ("urn" in alias) return [parsed(alias.urn)];
    const { parentUrn, type, name } = alias;
    return underParents({ parentUrn, type: type || resource.type, name: name || resource.name }, byUrn);
  };
  return [...underParents(resource, byUrn), ...resource.aliases.flatMap(earlier)];
}

function underParents(
  { parentUrn, type, name }: Pick<RecordedResource, "parentUrn" | "type" | "name">,
  byUrn: ByUrn,
): Identity[] {
  const parent = byUrn.get(parentUrn);
  if (parent === undefined || parent.type === stackType) return [{ within: "", type, name }];
  return identities(parent, byUrn).map(earlier => ({
    within: inside(earlier),
    type,
    name: name.startsWith(parent.name) ? earlier.name + name.slice(parent.name.length) : name,
  }));
}

const inside = ({ within: outer, type }: Identity) => (outer === "" ? type : `${outer}$${type}`);

/** `urn:pulumi:stack::project::outer$type::name` */
function parsed(urn: string): Identity {
  const [, , types = "", ...name] = urn.split("::");
  const inner = types.lastIndexOf("$");
  return { within: types.slice(0, Math.max(inner, 0)), type: types.slice(inner + 1), name: name.join("::") };
}
