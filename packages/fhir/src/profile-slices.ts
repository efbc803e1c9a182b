import type { ElementDefinition, ElementDefinitionSlicingDiscriminator } from "@medplum/fhirtypes";
import { elementItems, type Item } from "./element-items.ts";
import { equalsFixed, matchesPattern } from "./matches-value.ts";
import type { ProfileNode } from "./profile-tree.ts";
import { type Codes, withoutVersion } from "./value-set-codes.ts";

export type CodesOf = (url: string) => Codes | undefined;
type Matches = (item: Item) => boolean;

/** The value that an element must have, or have in it. */
export interface Expected {
  readonly kind: "fixed" | "pattern";
  readonly value: unknown;
}

/** `fixedString` and the like, `patternCodeableConcept` and the like. */
export function expectedOf(element: Partial<ElementDefinition>): Expected | undefined {
  for (const [key, value] of Object.entries(element)) {
    const [kind] = /^(?:fixed|pattern)(?=[A-Z])/.exec(key) ?? [];
    if (kind !== undefined) return { kind: kind as Expected["kind"], value };
  }
  return undefined;
}

export function isExpected(value: unknown, { kind, value: wanted }: Expected): boolean {
  return kind === "fixed" ? equalsFixed(value, wanted) : matchesPattern(value, wanted);
}

/** Whether an item is of the slice; undefined where the discriminators are none that are judged here. */
export function sliceMatcher(node: ProfileNode, slice: ProfileNode, codesOf: CodesOf): Matches | undefined {
  const discriminators = node.element.slicing?.discriminator ?? implied(node);
  const each = discriminators.map(discriminator => discriminated(node, slice, discriminator, codesOf));
  if (each.length === 0 || !each.every(matches => matches !== undefined)) return undefined;
  return item => each.every(matches => matches(item));
}

/** What a differential need not repeat: extensions are sliced by their url, and a choice by its type. */
function implied({ name }: ProfileNode): ElementDefinitionSlicingDiscriminator[] {
  if (/^(?:modifierE|e)xtension$/.test(name)) return [{ type: "value", path: "url" }];
  return name.endsWith("[x]") ? [{ type: "type", path: "$this" }] : [];
}

function discriminated(
  node: ProfileNode,
  slice: ProfileNode,
  { type, path = "" }: ElementDefinitionSlicingDiscriminator,
  codesOf: CodesOf,
): Matches | undefined {
  const steps = path === "$this" ? [] : path.replace(/^\$this\./, "").split(".");
  if (!steps.every(step => /^\w+$/.test(step))) return undefined;
  const target = steps.reduce<ProfileNode | undefined>((at, step) => at && childOf(at, step), slice);
  const some =
    (test: Matches): Matches =>
    item =>
      reached(item, steps).some(test);
  if (type === "type") {
    const types = (target?.element.type ?? []).map(({ code }) => code);
    return types.length === 0 ? undefined : some(item => types.includes(item.type));
  }
  if (type === "exists") {
    if (target?.element.max === "0") return item => reached(item, steps).length === 0;
    return (target?.element.min ?? 0) > 0 ? some(() => true) : undefined;
  }
  if (type !== "value" && type !== "pattern") return undefined;
  const expected = expectedAt(slice, steps);
  if (expected !== undefined) return some(({ value }) => isExpected(value, expected));
  const [profile] = slice.element.type?.[0]?.profile ?? [];
  // The url of an extension is that of its definition.
  if (/xtension$/.test(node.name) && path === "url" && profile !== undefined)
    return some(({ value }) => value === withoutVersion(profile));
  const { strength, valueSet = "" } = target?.element.binding ?? {};
  const codes = strength === "required" ? codesOf(valueSet) : undefined;
  return codes && some(({ value }) => isBound(value, codes));
}

/** What is expected at the end of the steps, said there or by an element on the way. */
function expectedAt(slice: ProfileNode, steps: readonly string[]): Expected | undefined {
  let node: ProfileNode | undefined = slice;
  for (let done = 0; node !== undefined; done++) {
    const expected = expectedOf(node.element);
    if (expected !== undefined) {
      const value = steps.slice(done).reduce(dig, expected.value);
      return value === undefined ? undefined : { kind: expected.kind, value };
    }
    const step = steps[done];
    if (step === undefined) return undefined;
    node = childOf(node, step);
  }
  return undefined;
}

function dig(value: unknown, step: string): unknown {
  const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return (one as Readonly<Record<string, unknown>> | undefined)?.[step];
}

function childOf({ children }: ProfileNode, step: string): ProfileNode | undefined {
  return children.get(step) ?? children.get(`${step}[x]`);
}

function reached(item: Item, steps: readonly string[]): readonly Item[] {
  return steps.reduce<readonly Item[]>((items, step) => items.flatMap(at => elementItems(at, step)), [item]);
}

/** Whether a code, a Coding, a Quantity, or one Coding of a CodeableConcept at least, is of the value set. */
export function isBound(value: unknown, codes: Codes): boolean {
  if (typeof value === "string") return codes.has(value);
  const { coding, code, system = "" } = value as { coding?: unknown[]; code?: string; system?: string };
  if (coding !== undefined) return coding.some(each => isBound(each, codes));
  return code !== undefined && codes.has(code, system);
}
