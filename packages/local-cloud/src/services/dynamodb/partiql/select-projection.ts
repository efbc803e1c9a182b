import type { RawPath } from "../expressions/ast.ts";
import { valueAt } from "../expressions/document-path.ts";
import type { Projection } from "../reads/read-projection.ts";
import { validationError } from "../validation-error.ts";
import { type AttributeValue, sortNames } from "../values/attribute-value.ts";

/** The attributes that a SELECT returns of an item: each path's value under the last name of the path. */
export function selectProjection(paths: readonly RawPath[] | undefined): Projection {
  if (!paths) return { paths, apply: item => item };
  const columns = paths.map(path => ({ path, name: lastName(path) }));
  const twice = columns.find(({ name }, at) => columns.findIndex(column => column.name === name) < at);
  if (twice) throw validationError(`Duplicate identifiers in select clause: ${twice.name}`);
  return {
    paths,
    apply(item) {
      const picked: [string, AttributeValue][] = [];
      for (const { path, name } of columns) {
        const value = valueAt(item, path);
        if (value) picked.push([name, value]);
      }
      return sortNames(Object.fromEntries(picked));
    },
  };
}

function lastName(path: RawPath): string {
  const last = path.at(-1);
  if (typeof last === "string") return last;
  throw validationError(
    "The local cloud does not support list elements in a select clause; FIDELITY.md lists what it supports.",
  );
}
