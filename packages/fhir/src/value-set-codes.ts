import type {
  CodeSystem,
  CodeSystemConcept,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetExpansionContains,
} from "@medplum/fhirtypes";

/** The codes of a value set. */
export interface Codes {
  /** Where no system is known, as for an element of type `code`, the code alone decides. */
  has(code: string, system?: string): boolean;
}

/** System and code, with a line end between them, which no system has. */
type Members = ReadonlySet<string>;

/**
 * The codes of every given value set by its url, where they are known: expanded to the end, or composed of lists of
 * concepts, of other given value sets, and of whole code systems that are given. Filters are not computed: undefined.
 */
export function valueSetCodes(
  valueSets: readonly ValueSet[],
  codeSystems: readonly CodeSystem[],
): (url: string) => Codes | undefined {
  const sets = new Map(valueSets.map(set => [set.url ?? "", set]));
  const systems = new Map(codeSystems.map(system => [system.url ?? "", system]));
  const membersOf = (url: string, open: readonly string[]): Members | undefined => {
    const set = sets.get(withoutVersion(url));
    if (set === undefined || open.includes(url)) return undefined;
    if (set.expansion) return expanded(set.expansion);
    const included = (set.compose?.include ?? []).map(include => membersOfInclude(include, [...open, url]));
    const excluded = (set.compose?.exclude ?? []).map(exclude => membersOfInclude(exclude, [...open, url]));
    const all = [...included, ...excluded];
    if (included.length === 0 || !all.every(members => members !== undefined)) return undefined;
    const without = new Set(excluded.flatMap(members => [...(members ?? [])]));
    return new Set(included.flatMap(members => [...(members ?? [])]).filter(member => !without.has(member)));
  };
  const membersOfInclude = (include: ValueSetComposeInclude, open: readonly string[]): Members | undefined => {
    const { system = "", concept, filter, valueSet = [] } = include;
    if (filter !== undefined) return undefined;
    const parts = valueSet.map(url => membersOf(url, open));
    if (concept) parts.push(new Set(concept.map(({ code }) => keyOf(system, code))));
    else if (system !== "") parts.push(ofSystem(systems.get(system)));
    // Several value sets: what all of them have.
    return parts.reduce((all, part) => all && part && all.intersection(part));
  };
  return url => {
    const members = membersOf(url, []);
    if (members === undefined) return undefined;
    const alone = new Set([...members].map(member => member.slice(member.indexOf("\n") + 1)));
    return { has: (code, system) => (system === undefined ? alone.has(code) : members.has(keyOf(system, code))) };
  };
}

function keyOf(system = "", code = ""): string {
  return `${system}\n${code}`;
}

/** The canonical url of `url|version`. */
export function withoutVersion(canonical: string): string {
  return canonical.split("|", 1)[0] ?? "";
}

function expanded({ total, offset, contains = [] }: NonNullable<ValueSet["expansion"]>): Members | undefined {
  const found = new Set<string>();
  let count = 0;
  const add = (each: ValueSetExpansionContains) => {
    count++;
    if (each.code !== undefined && each.abstract !== true) found.add(keyOf(each.system, each.code));
    for (const child of each.contains ?? []) add(child);
  };
  for (const each of contains) add(each);
  const isPage = (total ?? 0) > count || (offset ?? 0) > 0;
  return isPage ? undefined : found;
}

function ofSystem(system: CodeSystem | undefined): Members | undefined {
  if (system?.content !== "complete") return undefined;
  const found = new Set<string>();
  const add = ({ code, concept = [] }: CodeSystemConcept) => {
    found.add(keyOf(system.url, code));
    concept.forEach(add);
  };
  (system.concept ?? []).forEach(add);
  return found;
}
