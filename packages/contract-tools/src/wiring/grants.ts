import { isObject } from "../json-pointer.ts";
import { inside, ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { serviceOf } from "./routes.ts";

/** One Allow of a role that covers `events:PutEvents`, of the services whose functions or pipes assume the role. */
export interface PublishGrant {
  readonly role: WiredResource;
  /** Where its policy stands below the role. */
  readonly pointer: string;
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The operators of its conditions with the values of their keys, keys in lower case. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Every grant to publish in a graph. A policy that cannot be parsed grants nothing that could be judged. */
export function publishGrants(wiring: Wiring): PublishGrant[] {
  return ofType(wiring, "Role").flatMap(role => {
    const policies = inside(role.inputs, "inlinePolicies");
    const services = servicesOf(wiring, role);
    return (Array.isArray(policies) ? policies : []).flatMap((policy: unknown, index) =>
      statements(textAt(policy, "policy")).flatMap(statement => {
        const actions = list(statement.Action);
        if (statement.Effect !== "Allow" || !actions.some(allowsPutEvents)) return [];
        const pointer = `${role.pointer}/inputs/inlinePolicies/${index}`;
        const resources = list(statement.Resource);
        return [{ role, pointer, services, actions, resources, conditions: conditions(statement.Condition) }];
      }),
    );
  });
}

/** A pipe acts for the service of its enrichment. */
function servicesOf(wiring: Wiring, { arn }: WiredResource): string[] {
  const functions = ofType(wiring, "Function");
  const pipes = ofType(wiring, "Pipe").filter(({ inputs }) => inputs.roleArn === arn);
  const enrichments = pipes.map(({ inputs }) => functions.find(each => each.arn === inputs.enrichment));
  const own = functions.filter(({ inputs }) => inputs.role === arn);
  return [...new Set([...own, ...enrichments].flatMap(each => serviceOf(each) ?? []))].sort();
}

/** IAM compares actions without regard to case; `*` and `?` are wildcards. */
export const allowsPutEvents = (action: string): boolean =>
  new RegExp(
    `^${action
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test("events:PutEvents");

function statements(policy: string | undefined): Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(policy ?? "null");
    return [inside(parsed, "Statement")].flat().filter(isObject);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const list = (value: unknown): string[] => [value].flat().filter(each => typeof each === "string");

function conditions(value: unknown): PublishGrant["conditions"] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => [key.toLowerCase(), list(values)]),
      ),
    ]),
  );
}
