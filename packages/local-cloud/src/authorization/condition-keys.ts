import type { Policy } from "@tributary/iam-policy/policy";

/** The condition keys that policies ask for, in conditions and in variables, in lower case. */
export function conditionKeys(policies: readonly Policy[]): ReadonlySet<string> {
  const keys = policies.flatMap(({ statements }) =>
    statements.flatMap(({ conditions, resources, hasVariables }) => {
      const texts = [...(resources?.values ?? []), ...conditions.flatMap(({ values }) => values)];
      const variables = hasVariables ? texts.flatMap(text => [...text.matchAll(/\$\{\s*([^},]+)/g)]) : [];
      return [...conditions.map(({ key }) => key), ...variables.map(([, key = ""]) => key.trim().toLowerCase())];
    }),
  );
  return new Set(keys);
}
