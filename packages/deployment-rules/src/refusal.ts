/** One resource of a program, as a Pulumi program has it: its type token, its inputs, and what AWS is to make of it. */
export interface DeployedResource {
  /** Name in the program. */
  readonly name: string;
  /** `aws:sqs/queue:Queue` */
  readonly type: string;
  /** Physical id, for most types the physical name. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The rules, by the id of each. */
export type RuleId =
  | "name-too-long"
  | "property-refused"
  | "visibility-too-short"
  | "fifo-mismatch"
  | "stream-not-enabled"
  | "role-not-trusting"
  | "key-not-for-service"
  | "pattern-refused"
  | "quota-exceeded"
  | "table-keys-differ"
  | "source-settings-refused";

/** What AWS would refuse. */
export interface Refusal {
  readonly rule: RuleId;
  readonly resource: DeployedResource;
  /** The input that is wrong, by its path below the resource's inputs. */
  readonly path: readonly (string | number)[];
  /** What is wrong, and what AWS allows; follows the resource's name and the path. */
  readonly problem: string;
  /** AWS's page that says so. */
  readonly page: string;
  /** AWS takes it, and then what it is for never works. */
  readonly isSilent?: true;
}

/** A rule about a whole program. */
export type DeploymentRule = (resources: readonly DeployedResource[]) => Refusal[];

/** A refusal in a line: resource, property, problem and page. */
export function refusalText({ resource, path, problem, page }: Refusal): string {
  const at = path.length === 0 ? resource.name : `${path.join(".")} of ${resource.name}`;
  return `${at} ${problem}. ${page}`;
}
