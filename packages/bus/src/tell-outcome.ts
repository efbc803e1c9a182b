import { channel } from "node:diagnostics_channel";
import { MESSAGE_OUTCOMES, type MessageOutcome } from "@tributary/contract/message-outcome";

const outcomes = channel(MESSAGE_OUTCOMES);

/** Tells whoever runs this function for a developer what became of a message; without a subscriber it does nothing. */
export function tellOutcome(outcome: MessageOutcome): void {
  if (outcomes.hasSubscribers) outcomes.publish(outcome);
}
