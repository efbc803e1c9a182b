import { AwsError } from "../kernel/aws-error.ts";
import { numbered, type QueryParameters } from "../protocols/query-parameters.ts";
import { type MemberTraits, type ModelMember, type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

type Read = (held: QueryParameters, path: string) => unknown;

/**
 * Compiles the reader of a structure from parameters of the query protocol, by the model's types and names. Lengths, patterns
 * and required members are checked later, as for JSON; parameters that the model does not have are ignored, as by AWS.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#request-serialization
 */
export function compileQueryReader(
  table: ServiceTable,
): (structure: string) => (parameters: QueryParameters) => object {
  const structures = new Map<string, Read>();

  const structure = (name: string): Read => {
    const known = structures.get(name);
    if (known) return known;
    let members: readonly (readonly [name: string, find: (held: QueryParameters) => Found | undefined, read: Read])[];
    const read: Read = (held, path) => {
      if (held.value !== undefined && held.members.size === 0) throw invalid(path, "a structure was expected");
      const input: Record<string, unknown> = {};
      for (const [member, find, readMember] of members) {
        const found = find(held);
        if (found) input[member] = readMember(found.held, path === "" ? found.name : `${path}.${found.name}`);
      }
      return input;
    };
    structures.set(name, read);
    const taken = new Set<string>();
    members = membersOf(table, name).map(member => [
      member.name,
      finder(member, taken),
      compile(member.type, member.traits),
    ]);
    return read;
  };

  const compile = (type: ModelType, traits: MemberTraits): Read => {
    if (type.kind === "structure") return structure(type.name);
    if (type.kind === "list") return list(compile(type.of, {}), traits);
    if (type.kind === "map") return map(compile(type.of, {}), traits);
    return SCALARS[type.kind] ?? text;
  };

  return name => {
    const read = structure(name);
    return parameters => read(parameters, "") as object;
  };
}

interface Found {
  readonly name: string;
  readonly held: QueryParameters;
}

/**
 * Finds a member by its XML name. Where two members of a structure share one (SQS's `AttributeName`), it is the first one's.
 * An empty list comes under its own name, too (botocore's `QuerySerializer._serialize_type_list`).
 */
function finder({ name, type, traits: { xmlName = name } }: ModelMember, taken: Set<string>) {
  const names = taken.has(xmlName) ? [] : [xmlName];
  if ("of" in type && xmlName !== name) names.push(name);
  taken.add(xmlName);
  return ({ members }: QueryParameters): Found | undefined => {
    for (const each of names) {
      const held = members.get(each);
      if (held) return { name: each, held };
    }
    return undefined;
  };
}

/** A lone value is a list of one, an empty value an empty list. */
function list(element: Read, { xmlFlattened, element: name = "member" }: MemberTraits): Read {
  return (held, path) => {
    const within = xmlFlattened ? held : held.members.get(name);
    const found = within ? numbered(within) : [];
    if (found.length > 0) return found.map((each, at) => element(each, `${path}.${at + 1}`));
    return held.value ? [element(held, path)] : [];
  };
}

function map(value: Read, { xmlFlattened, key: keyName = "key", value: valueName = "value" }: MemberTraits): Read {
  return (held, path) => {
    const within = xmlFlattened ? held : held.members.get("entry");
    if (held.value) throw invalid(path, "a map was expected");
    const entries = (within ? numbered(within) : []).map(({ members }, at) => [
      members.get(keyName)?.value ?? "",
      value(members.get(valueName) ?? NOTHING, `${path}.${at + 1}.${valueName}`),
    ]);
    return Object.fromEntries(entries);
  };
}

const NOTHING: QueryParameters = { members: new Map() };

const text: Read = ({ value = "", members }, path) => {
  if (members.size > 0) throw invalid(path, "a value was expected");
  return value;
};

/** The services that speak this protocol have whole numbers alone. */
const SCALARS: Readonly<Partial<Record<ModelType["kind"], Read>>> = {
  number: (held, path) => {
    const value = text(held, path) as string;
    if (!/^-?\d{1,19}$/.test(value)) throw invalid(path, "an integer was expected");
    return Number(value);
  },
  boolean: (held, path) => {
    const value = (text(held, path) as string).toLowerCase();
    if (value !== "true" && value !== "false") throw invalid(path, "true or false was expected");
    return value === "true";
  },
  // Seconds, as in JSON.
  timestamp: (held, path) => {
    const value = text(held, path) as string;
    const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value) / 1000;
    if (!Number.isFinite(seconds)) throw invalid(path, "a time was expected");
    return seconds;
  },
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html. Values may be a patient's: not quoted. */
function invalid(path: string, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `The value of parameter ${path} is invalid. Reason: ${reason}.`);
}
