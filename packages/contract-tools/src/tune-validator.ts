import { isObject } from "./json-pointer.ts";

/** Makes the code of a validator, as ajv emits it, smaller and faster without changing its verdicts. */
export function tuneValidator(code: string, purpose: "verdict" | "explain"): string {
  // What ajv says of dependencies it spreads over several lines.
  const named = withKnownNames(code.replace(/,\n {4}(?=\w+: )/g, ", "));
  return withoutUnused(purpose === "verdict" ? withoutErrors(named) : named);
}

/** ajv looks a name up in the schema; comparing with the names themselves is several times as fast. */
function withKnownNames(code: string): string {
  const schemas = new Map(
    [...code.matchAll(/^const (schema\d+) = (\{.*\});$/gm)].map(([, name, json]) => [name, json]),
  );
  return code.replace(
    /!\(?func\d+\.call\((schema\d+)((?:\.\w+|\["[^"]*"\]|\[\d+\])*), (key\d+)\)\)?/g,
    (call, name, path, key) => {
      const json = schemas.get(name);
      if (json === undefined) return call;
      const known = steps(path).reduce<unknown>(
        (value, step) => (isObject(value) ? value[step] : undefined),
        JSON.parse(json),
      );
      if (!isObject(known)) return call;
      return `!(${Object.keys(known)
        .map(each => `${key} === ${JSON.stringify(each)}`)
        .join(" || ")})`;
    },
  );
}

const steps = (path: string) =>
  [...path.matchAll(/\.(\w+)|\["([^"]*)"\]|\[(\d+)\]/g)].map(
    ([, plain, quoted, index]) => plain ?? quoted ?? index ?? "",
  );

/**
 * A validator asked for its verdict alone describes nothing that it rejects, so it need not know where it is. Dynamic
 * anchors travel with the place; code that uses them is left as it is.
 */
function withoutErrors(code: string): string {
  if (/dynamicAnchors[.[]/.test(code)) return code;
  return code
    .replace(/^(function validate\d+)\(data, \{instancePath="".*\}=\{\}\)\{$/gm, "$1(data){")
    .replace(
      /\b((?:validate\d+|wrapper\d+\.validate)\(\w+(?:\.\w+|\["[^"]*"\]|\[\w+\])*), \{instancePath.*?,rootData(?:,dynamicAnchors)?\}\)/g,
      "$1)",
    )
    .replace(/^validate\d+\.errors = (?:\[\{.*\}\]|vErrors);\n/gm, "")
    .replace(/^vErrors = vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\);\n/gm, "")
    .replace(/^errors = vErrors\.length;$/gm, "errors++;")
    .replace(/^const (err\d+) = \{.*\};$/gm, "const $1 = null;");
}

/** Constants of ajv that nothing refers to, now or from the start. */
function withoutUnused(code: string): string {
  return code.replace(/^const ((?:schema|func)\d+) = .*;\n/gm, (line, name: string) =>
    code.split(new RegExp(`\\b${name}\\b`)).length > 2 ? line : "",
  );
}
