import { AwsError, unsupported } from "../kernel/aws-error.ts";
import { compileConstraints, type Findings } from "./check-constraints.ts";
import { compileTypeCheck, type TypeCheck, type TypeNames } from "./check-json-types.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { serviceTable } from "./service-table.ts";

/** Options of a service whose requests are read by its model. */
export interface RequestReaderOptions extends TypeNames {
  /** Its file in `models`, without the ending. */
  readonly model: string;
  /** Its name for people. */
  readonly title: string;
  readonly constraints: ServiceConstraints;
  /** What AWS checks of some operations before, each by itself: the message of a refusal. */
  readonly first?: Readonly<Record<string, (input: never) => string | undefined>>;
}

/**
 * Checks requests against the service's model before an operation sees them: types first, then what is required and
 * constrained, then what the local cloud does not support. Members that the model does not have are ignored, as by AWS.
 * Each operation's check is compiled when it is first called.
 */
export function requestReader(options: RequestReaderOptions): (operation: string, input: object) => object {
  const readers = new Map<string, (input: object) => object>();
  let compilers: {
    types: (structure: string) => TypeCheck;
    findings: (structure: string) => (input: object) => Findings;
  };
  const compile = (operation: string) => {
    const table = serviceTable(options.model);
    compilers ??= {
      types: compileTypeCheck(table, options),
      findings: compileConstraints(table, options.constraints, options.javaPackage),
    };
    const structure = table.operations[operation]?.[0];
    if (structure === undefined)
      throw table.others.includes(operation)
        ? unsupported(options.title, operation)
        : new AwsError("UnknownOperationException", "");
    const [types, findings] = [compilers.types(structure), compilers.findings(structure)];
    const first = options.first?.[operation];
    return (input: object) => {
      const typed = checked(types, input);
      const message = first?.(typed as never);
      if (message !== undefined) throw new AwsError("ValidationException", message);
      refuse(findings(typed));
      return typed;
    };
  };
  return (operation, input) => {
    let reader = readers.get(operation);
    if (reader === undefined) {
      reader = compile(operation);
      readers.set(operation, reader);
    }
    return reader(input);
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

function refuse({ problems, unsupported: members }: Findings): void {
  if (problems.length > 0)
    throw new AwsError(
      "ValidationException",
      `${problems.length} validation error${problems.length > 1 ? "s" : ""} detected: ${problems.join("; ")}`,
    );
  if (members.length > 0)
    throw new AwsError(
      "ValidationException",
      `The local cloud does not support the parameter ${members[0]}; FIDELITY.md lists what it supports.`,
    );
}
