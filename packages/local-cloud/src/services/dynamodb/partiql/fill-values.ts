import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
import type { Binding } from "../expressions/binding.ts";
import { validationError } from "../validation-error.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { readAttributeValue } from "../values/read-attribute-value.ts";
import type { Statement, Template } from "./statement.ts";

/** The `Parameters` of a request, as it brought them; as many as the statement has `?`. */
export function readParameters(
  input: { readonly Parameters?: readonly GivenValue[] | undefined },
  statement: Statement,
): readonly GivenValue[] {
  const parameters = input.Parameters ?? [];
  if (parameters.length !== statement.parameters)
    throw validationError("Number of parameters in request and statement don't match.");
  return parameters;
}

/** The values of a statement in one request. */
export function bindValues(values: readonly Template[], parameters: readonly GivenValue[]): Binding {
  const filled = values.map(template => fillTemplate(template, parameters));
  return { path: raw => raw, value: name => filled[Number(name)] as AttributeValue };
}

/** A value with its parameters in place, in canonical form. */
export function fillTemplate(template: Template, parameters: readonly GivenValue[]): AttributeValue {
  return template.kind === "constant" ? template.value : readAttributeValue(substitute(template, parameters));
}

function substitute(template: Template, parameters: readonly GivenValue[]): GivenValue | undefined {
  if (template.kind === "constant") return template.value;
  if (template.kind === "parameter") return parameters[template.index];
  if (template.kind === "list")
    return { L: template.members.map(member => substitute(member, parameters) as GivenValue) };
  const members = [...template.members].map(([name, member]) => [name, substitute(member, parameters) as GivenValue]);
  return { M: Object.fromEntries(members) };
}
