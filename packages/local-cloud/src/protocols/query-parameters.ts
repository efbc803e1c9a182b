import type { WireRequest } from "../kernel/wire.ts";

/** Parameters by their dotted names: `Attribute.1.Name` is in `Attribute`, `1`, `Name`. */
export interface QueryParameters {
  readonly value?: string;
  readonly members: ReadonlyMap<string, QueryParameters>;
}

/** Parameters of the body, or of the URL: simple requests may come as GET. */
export function formOf({ body, headers, query }: WireRequest): URLSearchParams {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return query;
  return new URLSearchParams(Buffer.from(body).toString("utf8"));
}

type Nested = { value?: string; readonly members: Map<string, Nested> };

/** A form's parameters by the parts of their names. */
export function nest(parameters: URLSearchParams): QueryParameters {
  const root: Nested = { members: new Map() };
  for (const [name, value] of parameters) {
    let at = root;
    for (const part of name.split(".")) {
      const next: Nested = at.members.get(part) ?? { members: new Map() };
      at.members.set(part, next);
      at = next;
    }
    at.value = value;
  }
  return root;
}

/** What is numbered, in the order of the numbers: `1`, `2`, …, `10`. */
export function numbered({ members }: QueryParameters): QueryParameters[] {
  return [...members]
    .filter(([number]) => /^\d+$/.test(number))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, member]) => member);
}
