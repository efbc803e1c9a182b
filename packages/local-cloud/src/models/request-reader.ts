import { AwsError, unsupported as unsupportedOperation } from "../kernel/aws-error.ts";
import { compileConstraints, type Findings, type Problem } from "./check-constraints.ts";
import { compileTypeCheck, type TypeCheck, type TypeNames } from "./check-json-types.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { type ServiceTable, serviceTable } from "./service-table.ts";

/** Options of a service whose requests are read by its model. */
export interface RequestReaderOptions extends TypeNames {
  /** Its file in `models`, without the ending. */
  readonly model: string;
  /** Its name for people. */
  readonly title: string;
  readonly constraints: ServiceConstraints;
  /** The wire format lets through nothing of another type. */
  readonly isTyped?: boolean;
  /** What AWS checks of some operations before, each by itself: the message of a refusal. */
  readonly first?: Readonly<Record<string, (input: never) => string | undefined>>;
  /** Code of a request that breaks constraints, where it is not `ValidationException`. */
  readonly code?: string;
  /** The refusal of a problem, where the service does not have the words that most have. */
  readonly refusal?: (problem: Problem) => AwsError;
  /** The refusal of a member that the local cloud does not support, where it is not a request that breaks constraints. */
  readonly unsupported?: (member: string) => AwsError;
}

/** The checks of a service's model. */
export interface ModelChecks {
  /** Checks a request, and answers it as its operation gets it. */
  read(operation: string, input: object): object;
  /** Refuses a structure of the right types that breaks constraints: an entry of a batch, say, which fails alone. */
  check(structure: string, value: object): void;
}

/**
 * Checks requests against the service's model before an operation sees them: types first, then what is required and
 * constrained, then what the local cloud does not support. Members that the model does not have are ignored, as by AWS.
 * Each operation's check is compiled when it is first called.
 */
export function requestReader(options: RequestReaderOptions): ModelChecks["read"] {
  return modelChecks(options).read;
}

/** As `requestReader`, with the check of structures by themselves. */
export function modelChecks(options: RequestReaderOptions): ModelChecks {
  const readers = new Map<string, (input: object) => object>();
  const checks = new Map<string, (input: object) => Findings>();
  let compilers: {
    types: (structure: string) => TypeCheck;
    findings: (structure: string) => (input: object) => Findings;
  };
  const compilersOf = (table: ServiceTable) => {
    compilers ??= {
      types: options.isTyped ? () => value => value : compileTypeCheck(table, options),
      findings: compileConstraints(table, options.constraints, options.javaPackage),
    };
    return compilers;
  };
  const compile = (operation: string) => {
    const table = serviceTable(options.model);
    const { types: typesOf, findings: findingsOf } = compilersOf(table);
    const structure = table.operations[operation]?.[0];
    if (structure === undefined)
      throw table.others.includes(operation)
        ? unsupportedOperation(options.title, operation)
        : new AwsError("UnknownOperationException", "");
    const [types, findings] = [typesOf(structure), findingsOf(structure)];
    const first = options.first?.[operation];
    return (input: object) => {
      const typed = checked(types, input);
      const message = first?.(typed as never);
      if (message !== undefined) throw new AwsError("ValidationException", message);
      refuse(findings(typed), options);
      return typed;
    };
  };
  return {
    read(operation, input) {
      let reader = readers.get(operation);
      if (reader === undefined) {
        reader = compile(operation);
        readers.set(operation, reader);
      }
      return reader(input);
    },
    check(structure, value) {
      let findings = checks.get(structure);
      if (findings === undefined) {
        findings = compilersOf(serviceTable(options.model)).findings(structure);
        checks.set(structure, findings);
      }
      refuse(findings(value), options);
    },
  };
}

/** JSON may be nested deeper than the check can follow. */
function checked(types: TypeCheck, input: object): object {
  try {
    return types(input) as object;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AwsError("SerializationException", "The request is nested too deeply.", { cause: error });
  }
}

function refuse({ problems, unsupported: members }: Findings, options: RequestReaderOptions): void {
  const { code = "ValidationException", refusal } = options;
  const [first] = problems;
  if (first && refusal) throw refusal(first);
  if (first)
    throw new AwsError(
      code,
      `${problems.length} validation error${problems.length > 1 ? "s" : ""} detected: ${problems.map(({ text }) => text).join("; ")}`,
    );
  const [member] = members;
  if (member === undefined) return;
  if (options.unsupported) throw options.unsupported(member);
  throw new AwsError(
    code,
    `The local cloud does not support the parameter ${member}; FIDELITY.md lists what it supports.`,
  );
}
