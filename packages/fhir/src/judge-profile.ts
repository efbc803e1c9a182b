import type { Violation } from "@tributary/contract/event-contract";
import { elementItems, type Item, isRecord } from "./element-items.ts";
import { isExtended } from "./is-extended.ts";
import { expectedOf, isBound, isExpected } from "./profile-slices.ts";
import type { ProfileNode } from "./profile-tree.ts";
import { type Codes, withoutVersion } from "./value-set-codes.ts";

/** A profile, made ready: what of it is judged. */
export interface ReadyProfile {
  readonly url: string;
  readonly root: ProfileNode;
  /** The codes of an element's required binding, where they are known. */
  readonly codes: ReadonlyMap<ProfileNode, Codes>;
  /** Whether an item is of a slice, for the slices whose discriminators are judged. */
  readonly slices: ReadonlyMap<ProfileNode, (item: Item) => boolean>;
}

/** What a valid element breaks of a profile, by JSON Pointer and keyword, without values. */
export function judgeProfile(
  profile: ReadyProfile,
  item: Item,
  given: ReadonlyMap<string, ReadyProfile>,
): readonly Violation[] {
  const found: Violation[] = [];
  const refuse = (pointer: string, keyword: string, message: string) => {
    found.push({ pointer, keyword, message: `${message} (${profile.url})` });
  };

  const inElement = (node: ProfileNode, items: readonly Item[], place: string, of: string) => {
    const { min = 0, max = "*" } = node.element;
    if (items.length < min) {
      refuse(
        place,
        items.length === 0 ? "required" : "minItems",
        items.length === 0 ? `is required${of}` : `must have ${min} items at least${of}`,
      );
    }
    if (max !== "*" && items.length > Number(max)) refuse(place, "maxItems", `must have ${max} items at most${of}`);
    for (const each of items) inItem(node, each);
    inSlices(node, items, place);
  };

  const inSlices = (node: ProfileNode, items: readonly Item[], place: string) => {
    const judged = [...node.slices].flatMap(([name, slice]) => {
      const matches = profile.slices.get(slice);
      return matches ? [{ name, slice, members: items.filter(matches) }] : [];
    });
    for (const { name, slice, members } of judged) inElement(slice, members, place, `, of slice ${name}`);
    if (node.element.slicing?.rules !== "closed" || judged.length < node.slices.size) return;
    for (const each of items)
      if (!judged.some(({ members }) => members.includes(each)))
        refuse(each.pointer, "slicing", "must be of one of the profile's slices");
  };

  const inItem = (node: ProfileNode, item: Item) => {
    const { element, children } = node;
    const { value, type, pointer } = item;
    if (node.name.endsWith("[x]") && element.type && !element.type.some(({ code }) => code === type))
      refuse(pointer, "type", "must be of another type");
    if (value !== undefined && value !== null) inValue(node, value, pointer);
    const isComplex = isRecord(value) && /^[A-Z]/.test(type);
    const inside = isComplex ? item : { ...item, value: item.companion, type: "Element" };
    for (const child of children.values())
      inElement(child, elementItems(inside, child.name), `${pointer}/${child.name}`, "");
    const profiles = element.type?.find(({ code }) => code === type)?.profile ?? [];
    const own = profiles.length === 1 ? given.get(withoutVersion(profiles[0] ?? "")) : undefined;
    if (own !== undefined && isComplex) found.push(...judgeProfile(own, item, given));
  };

  const inValue = (node: ProfileNode, value: unknown, pointer: string) => {
    const { element } = node;
    const expected = expectedOf(element);
    if (expected !== undefined && !isExpected(value, expected))
      refuse(pointer, expected.kind === "fixed" ? "const" : "pattern", "must have the value that the profile says");
    if (typeof value === "string" && value.length > (element.maxLength ?? Number.POSITIVE_INFINITY))
      refuse(pointer, "maxLength", `must have ${element.maxLength} characters at most`);
    const codes = profile.codes.get(node);
    if (codes !== undefined && !isBound(value, codes) && !isAbsent(value))
      refuse(pointer, "enum", `must be of the value set ${element.binding?.valueSet}`);
  };

  inItem(profile.root, item);
  return found;
}

/** Whether a coded element says by an extension why it has no code. */
function isAbsent(value: unknown): boolean {
  return isExtended(value) && isRecord(value) && !["coding", "code", "text"].some(key => Object.hasOwn(value, key));
}
