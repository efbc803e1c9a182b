import { stemOf } from "@tributary/contract-tools/contract-model";
import { UsageError } from "../run-command.ts";

/** The names that follow from an event's own. */
export interface EventNames {
  readonly name: string;
  readonly version: number;
  /** `InvoiceChanged.v1` */
  readonly detailType: string;
  /** `invoice-changed.v1` */
  readonly stem: string;
  /** `InvoiceChangedV1` */
  readonly constant: string;
}

/** The names of the event that a command line names, with its version or as the first. Throws a `UsageError`. */
export function eventNames(given: string): EventNames {
  const [, name, version = "1"] = /^([A-Z][A-Za-z0-9]*)(?:\.v([1-9]\d{0,3}))?$/.exec(given) ?? [];
  if (name === undefined || given.length > 96)
    throw new UsageError(`${given} is no name of an event: write it like InvoiceChanged or InvoiceChanged.v2`);
  // Of a map with a key that every object has, @asyncapi/parser takes what the object has.
  if (uncapitalised(name) in {})
    throw new UsageError(`${name} cannot be the name of an event: JavaScript's objects have a member of that name`);
  const detailType = `${name}.v${version}`;
  return { name, version: Number(version), detailType, stem: stemOf(detailType), constant: `${name}V${version}` };
}

/** The names that follow from a service's own. */
export interface ServiceNames {
  /** `patient-letters`: of its folder, and in contracts. */
  readonly service: string;
  /** `patientLetters` */
  readonly camel: string;
  /** `PatientLetters`: of its components. */
  readonly pascal: string;
  /** What `infra.ts` exports: `patientLetters`, or `newService` where that is a word of the language or of the files written. */
  readonly component: string;
}

/** The names of the service that a command line names. Throws a `UsageError`. */
export function serviceNames(service: string): ServiceNames {
  // As extensions/x-service.schema.json has it; shorter, as names of resources begin with it.
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service) || service.length > 40)
    throw new UsageError(
      `${service} is no name of a service: write it like patient-letters, with at most 40 characters`,
    );
  const pascal = service.split("-").map(capitalised).join("");
  const camel = uncapitalised(pascal);
  return { service, camel, pascal, component: reserved.has(camel) || taken.has(camel) ? `${camel}Service` : camel };
}

export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
export const uncapitalised = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/** Words that no export may have as its name. https://tc39.es/ecma262/#prod-ReservedWord */
const reserved: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield`.split(/\s+/),
);

/** What the files of a service import or declare themselves, and what a program has at hand. */
const taken: ReadonlySet<string> = new Set(
  `bus changeCapture conditionalWrites consume encryptedBus encryptedTable grant handlers links outputs publishes queue receives
  sends service stack subscribe table $app $config aws sst`.split(/\s+/),
);
