import type { Violation } from "./event-contract.ts";

/**
 * Name of the diagnostics channel of `node:diagnostics_channel` on which consumers and captures publish a `MessageOutcome`.
 * Whoever runs functions for a developer subscribes to it; on AWS nobody does.
 */
export const MESSAGE_OUTCOMES = "tributary:message-outcome";

/** What became of a message or record that was not simply handled. It stays in the process: the error may quote values. */
export type MessageOutcome =
  | { readonly outcome: "failed"; readonly messageId?: string; readonly error: unknown }
  /** Not applied: the receiver has something as new or newer, or has handled an event with this `eventId` before. */
  | { readonly outcome: "stale" | "duplicate"; readonly messageId: string }
  | {
      readonly outcome: "quarantined";
      readonly messageId?: string;
      /** Detail-type of the contract that it breaks, where that is known. */
      readonly contract?: string;
      readonly violations: readonly Pick<Violation, "pointer" | "keyword">[];
    };
