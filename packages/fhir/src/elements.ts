import { definitionOf } from "./definition.ts";

interface Elements {
  readonly byMember: ReadonlyMap<string, string>;
  readonly required: readonly string[];
}

const types = new Map<string, Elements | undefined>();

/** The elements that a resource of a type must have; a choice of types by its stem, `medication` for `medication[x]`. */
export function requiredElements(type: string): readonly string[] {
  return elementsOf(type)?.required ?? [];
}

/** The element that a member of a resource's JSON belongs to: `deceased` for `_deceasedDateTime`, else its own name. */
export function elementOf(type: string, member: string): string {
  return elementsOf(type)?.byMember.get(member) ?? member;
}

function elementsOf(type: string): Elements | undefined {
  const known = types.get(type);
  if (known !== undefined) return known;
  const definition = definitionOf(type);
  // Do not cache names that are no type: callers may send any number of them.
  if (definition === undefined) return undefined;
  const { fields, requiredChoices } = definition;
  const byMember = new Map<string, string>();
  for (const [member, { choice, isCompanion, partner }] of fields)
    byMember.set(member, choice !== undefined ? stem(choice) : isCompanion && partner ? partner : member);
  const required = [...fields].flatMap(([member, { isRequired }]) => (isRequired ? [member] : []));
  const elements = { byMember, required: [...required, ...requiredChoices.map(stem)] };
  types.set(type, elements);
  return elements;
}

function stem(choice: string): string {
  return choice.replace(/\[x\]$/, "");
}
