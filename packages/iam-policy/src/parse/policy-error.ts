/** One thing that IAM would refuse in a policy document. */
export interface PolicyFault {
  /** JSON Pointer of the offending part; empty for the document itself. */
  readonly pointer: string;
  /** What is wrong, and what would be right. It never quotes a value of the document. */
  readonly message: string;
}

/** A policy document that IAM would refuse as malformed: its author's fault, not a defect. It lists every fault. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly policy: string;
  readonly faults: readonly PolicyFault[];

  constructor(policy: string, faults: readonly PolicyFault[], options: ErrorOptions = {}) {
    const lines = faults.map(({ pointer, message }) => `${policy}${pointer === "" ? "" : `#${pointer}`}: ${message}`);
    super(lines.join("\n"), options);
    this.policy = policy;
    this.faults = faults;
  }
}
