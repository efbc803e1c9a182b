import type { Violation } from "@tributary/contract/event-contract";

/** Thrown by a handler to say that this record can never succeed: it is quarantined, not retried. */
export class PermanentError extends Error {
  readonly violations: readonly Violation[];

  constructor(message: string, violations: readonly Violation[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = "PermanentError";
    this.violations = violations;
  }
}
