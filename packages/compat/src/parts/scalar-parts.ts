import { and, atom, fails, invalid, or, type Part, part, valid } from "../formula.ts";
import type { JsonType, Node, Scalar } from "../node.ts";

const typeOf = (value: Scalar): JsonType => (value === null ? "null" : (typeof value as JsonType));

/** What `enum` and `const` say about values of a type. */
export function valueParts({ oneOfValues = [] }: Node, type: JsonType): Part[] {
  return oneOfValues.map(({ scalars, compounds }) => {
    const values = scalars.filter(value => typeOf(value) === type);
    const fitting = compounds.filter(({ types }) => types?.includes(type));
    return {
      pass: or([...(values.length > 0 ? [atom({ kind: "among", values })] : []), ...fitting.map(valid)]),
      fail: and([...(values.length > 0 ? [atom({ kind: "excluded", values })] : []), ...fitting.map(invalid)]),
    };
  });
}

/** What the keywords of numbers say. `integer` counts where `number` is not allowed beside it. */
export function numberParts(node: Node): Part[] {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf, types } = node;
  const grids = [multipleOf, types?.includes("integer") && !types.includes("number") ? 1 : undefined];
  return [
    ...bound("above", minimum, false),
    ...bound("above", exclusiveMinimum, true),
    ...bound("below", maximum, false),
    ...bound("below", exclusiveMaximum, true),
    ...grids
      .filter(of => of !== undefined)
      .map(of => part({ kind: "multiple", of, sign: true }, { kind: "multiple", of, sign: false })),
  ];
}

function bound(kind: "above" | "below", bound: number | undefined, open: boolean): Part[] {
  if (bound === undefined) return [];
  return [part({ kind, bound, open }, { kind: kind === "above" ? "below" : "above", bound, open: !open })];
}

/** What the keywords of strings say. */
export function stringParts({ minLength, maxLength, patterns = [], format }: Node): Part[] {
  return [
    ...sizeParts(minLength, maxLength),
    ...patterns.map(text => part({ kind: "pattern", text, sign: true }, { kind: "pattern", text, sign: false })),
    ...(format === undefined
      ? []
      : [part({ kind: "format", text: format, sign: true }, { kind: "format", text: format, sign: false })]),
  ];
}

/** At least `min`, at most `max` of what a value is made of. */
export function sizeParts(min: number | undefined, max: number | undefined): Part[] {
  const unlimited = Number.POSITIVE_INFINITY;
  return [
    ...(min === undefined || min <= 0
      ? []
      : [part({ kind: "size", min, max: unlimited }, { kind: "size", min: 0, max: Math.ceil(min) - 1 })]),
    ...(max === undefined
      ? []
      : [
          max < 0
            ? { pass: fails, fail: and([]) }
            : part({ kind: "size", min: 0, max }, { kind: "size", min: Math.floor(max) + 1, max: unlimited }),
        ]),
  ];
}
