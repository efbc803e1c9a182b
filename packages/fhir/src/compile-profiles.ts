import type { CodeSystem, StructureDefinition, ValueSet } from "@medplum/fhirtypes";
import type { Violation } from "@tributary/contract/event-contract";
import { checkDefinitions } from "./check-definitions.ts";
import { definitionOf } from "./definition.ts";
import { fieldsOf } from "./element-items.ts";
import { judgeProfile, type ReadyProfile } from "./judge-profile.ts";
import { type CodesOf, sliceMatcher } from "./profile-slices.ts";
import { CORE, type ProfileNode, profileTree, urlOf } from "./profile-tree.ts";
import type { Resource } from "./resource.ts";
import { valueSetCodes, withoutVersion } from "./value-set-codes.ts";

/** A rule of a profile that nobody has judged. */
export interface Unjudged {
  /** The profile's canonical url. */
  readonly profile: string;
  /** The element in the profile, with its slices: `Patient.extension:race`. */
  readonly element: string;
  /** What kind of rule: `constraint`, `binding`, `slicing`, `type.profile`, …; `all` where nothing of the profile was judged. */
  readonly rule: string;
  /** Which: a constraint's key, a value set's url. */
  readonly detail: string;
}

/** Profiles, made ready by `compileProfiles`, for `validateResource(resource, { profiles })`. */
export interface Profiles {
  /** What a valid resource breaks of the profiles of its type, and which of their rules nobody has judged. */
  readonly judge: (resource: Resource) => {
    readonly violations: readonly Violation[];
    readonly unjudged: readonly Unjudged[];
  };
  /** All of them unjudged, with the reason. */
  readonly unjudged: (reason: string) => readonly Unjudged[];
}

/** What profiles refer to, as far as it is at hand. */
export interface Terminology {
  readonly valueSets?: readonly ValueSet[];
  readonly codeSystems?: readonly CodeSystem[];
}

/** Rules that an element may have and that are not judged, but for constraints, bindings, slicing and types. */
const UNKNOWN_RULES = /^(?:minValue|maxValue)[A-Z]|^contentReference$/;

/**
 * Makes StructureDefinitions of one's own ready: constraints on resource types, and the definitions of extensions and data
 * types that they refer to. A resource is held to every given profile of its type.
 *
 * Judged are cardinalities, `fixed[x]`, `pattern[x]`, `maxLength`, the types of choices, required bindings to value sets
 * whose codes are known, profiles of data types and extensions that are given, and slicing by value, pattern, exists or
 * type, also of extensions by url. Everything else is listed as unjudged, never passed in silence: invariants (FHIRPath; but
 * not R4's own, which a profile repeats), bindings that are extensible or whose codes are not known, targets of references,
 * other slicing, orders.
 *
 * Throws where a definition, value set or code system is none, with the place, and where R4 does not know an element.
 */
export function compileProfiles(definitions: readonly StructureDefinition[], terminology: Terminology = {}): Profiles {
  const { valueSets = [], codeSystems = [] } = terminology;
  checkDefinitions("definitions", definitions, "StructureDefinition");
  checkDefinitions("valueSets", valueSets, "ValueSet");
  checkDefinitions("codeSystems", codeSystems, "CodeSystem");
  const given = new Map(definitions.map(definition => [urlOf(definition), definition]));
  const codesOf = valueSetCodes(valueSets, codeSystems);
  const compiled = definitions.map(definition => compile(definition, given, codesOf));
  const ready = new Map(compiled.map(({ profile }) => [profile.url, profile]));
  const byUrl = new Map(compiled.map(each => [each.profile.url, each]));
  const unjudged = (reason: string) =>
    compiled.map(({ profile }) => ({ profile: profile.url, element: profile.root.id, rule: "all", detail: reason }));
  return {
    judge: resource => {
      const item = { value: resource, companion: undefined, type: resource.resourceType, pointer: "" };
      const its = compiled.filter(({ profile }) => profile.root.id === resource.resourceType);
      if (its.length === 0) return { violations: [], unjudged: unjudged("is not about this type") };
      return {
        violations: its.flatMap(({ profile }) => judgeProfile(profile, item, ready)),
        unjudged: withUsed(its, byUrl).flatMap(each => each.unjudged),
      };
    },
    unjudged,
  };
}

interface Compiled {
  readonly profile: ReadyProfile;
  readonly unjudged: readonly Unjudged[];
  /** The given profiles of extensions and data types that it holds elements to. */
  readonly uses: ReadonlySet<string>;
}

/** Profiles, and those that they use, and so on; each once. */
function withUsed(profiles: readonly Compiled[], byUrl: ReadonlyMap<string, Compiled>): readonly Compiled[] {
  const found = new Set(profiles);
  for (const { uses } of found)
    for (const url of uses) {
      const used = byUrl.get(url);
      if (used !== undefined) found.add(used);
    }
  return [...found];
}

function compile(
  definition: StructureDefinition,
  given: ReadonlyMap<string, StructureDefinition>,
  codesOf: CodesOf,
): Compiled {
  const url = urlOf(definition);
  const { type = "" } = definition;
  if (url === "" || definitionOf(type) === undefined)
    throw new Error(`${url || "A profile without a url"} is no StructureDefinition of a type of FHIR R4`);
  const { root, unknownBase } = profileTree(definition, given);
  const profile = { url, root, codes: new Map(), slices: new Map() };
  const unjudged: Unjudged[] = [];
  const uses = new Set<string>();
  const skip = (element: string, rule: string, detail: string) => {
    unjudged.push({ profile: url, element, rule, detail });
  };
  if (unknownBase !== undefined) skip(root.id, "baseDefinition", unknownBase);

  /** A node, and what is in it; its types as R4 has them, none where that cannot be told. */
  const visit = (node: ProfileNode, types: readonly string[], isClosedList: boolean) => {
    const { element, id } = node;
    for (const key of Object.keys(element)) if (UNKNOWN_RULES.test(key)) skip(id, key, "");
    for (const { key = "", source = "" } of element.constraint ?? [])
      if (!isCoreType(source)) skip(id, "constraint", key);
    visitBinding(node, isClosedList);
    for (const { code, profile: profiles = [], targetProfile = [] } of element.type ?? []) {
      const unknown = profiles.filter(each => !given.has(withoutVersion(each)) && each !== `${CORE}${code}`);
      if (unknown.length > 0 || profiles.length > 1) skip(id, "type.profile", profiles.join(" "));
      else for (const each of profiles) uses.add(withoutVersion(each));
      if (targetProfile.some(each => each !== `${CORE}Resource`))
        skip(id, "type.targetProfile", targetProfile.join(" "));
    }
    for (const child of node.children.values()) visitChild(child, types);
    if (node.slices.size > 0) visitSlices(node, types, isClosedList);
  };

  const visitChild = (child: ProfileNode, types: readonly string[]) => {
    const fields = types.flatMap(type => fieldsOf(type, child.name));
    if (types.length > 0 && fields.length === 0 && !isOfPrimitive(child, types))
      throw new Error(`${url}: FHIR R4 has no ${child.id}`);
    const isClosedList = fields.length > 0 && fields.every(([, { codes }]) => codes !== undefined);
    visit(child, typesOf(child, fields), isClosedList);
  };

  const visitBinding = (node: ProfileNode, isClosedList: boolean) => {
    const { strength, valueSet = "" } = node.element.binding ?? {};
    if (strength === undefined || strength === "preferred" || strength === "example") return;
    const codes = strength === "required" ? codesOf(valueSet) : undefined;
    if (codes !== undefined) profile.codes.set(node, codes);
    // R4's own closed lists are checked with R4.
    else if (!isClosedList || !valueSet.startsWith("http://hl7.org/fhir/ValueSet/") || strength !== "required")
      skip(node.id, "binding", valueSet);
  };

  const visitSlices = (node: ProfileNode, types: readonly string[], isClosedList: boolean) => {
    const { rules, ordered } = node.element.slicing ?? {};
    if (ordered === true || rules === "openAtEnd") skip(node.id, "slicing", "order");
    for (const [name, slice] of node.slices) {
      const matcher = /[/@]/.test(name) ? undefined : sliceMatcher(node, slice, codesOf);
      if (matcher === undefined) {
        skip(
          slice.id,
          "slicing",
          (node.element.slicing?.discriminator ?? []).map(each => `${each.type}:${each.path}`).join(" "),
        );
        continue;
      }
      profile.slices.set(slice, matcher);
      const [only, ...more] = slice.element.type ?? [];
      visit(
        slice,
        node.name.endsWith("[x]") ? (only && more.length === 0 ? [only.code ?? ""] : []) : types,
        isClosedList,
      );
    }
  };

  visit(root, [type], false);
  return { profile, unjudged, uses };
}

/** The one type of an element that R4 or the profile knows; none where there are several. */
function typesOf({ element }: ProfileNode, fields: ReturnType<typeof fieldsOf>): readonly string[] {
  const [only, ...others] = fields.map(([, { type }]) => type);
  if (only !== undefined && others.length === 0 && only !== "ResourceList") return [only];
  const [asked = "", ...more] = (element.type ?? []).map(({ code = "" }) => code);
  return more.length === 0 && definitionOf(asked) ? [asked] : [];
}

/** R4's own invariants, which every snapshot repeats. */
function isCoreType(source: string): boolean {
  const name = withoutVersion(source).slice(CORE.length);
  return (
    source.startsWith(CORE) &&
    (definitionOf(name) !== undefined || /^(?:Element|BackboneElement|Resource|DomainResource)$/.test(name))
  );
}

/** What a snapshot has below a primitive element: id, extension and value. */
function isOfPrimitive({ name }: ProfileNode, types: readonly string[]): boolean {
  return types.every(type => /^[a-z(]/.test(type)) && ["id", "extension", "value"].includes(name);
}
