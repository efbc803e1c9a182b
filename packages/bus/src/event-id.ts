import { hash } from "node:crypto";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** The id of an event: the same change always has the same id. */
export function eventIdOf({ identity, contract }: Pick<OutgoingEvent, "identity" | "contract">): string {
  return hex32(`${identity}|${contract.detailType}`);
}

/** 32 lower-case hex characters of the SHA-256 of a text: an id that reveals nothing of the text. */
export function hex32(text: string): string {
  return hash("sha256", text).slice(0, 32);
}
