import type { PublishedState } from "@tributary/delivery/published-states";
import type { IncomingEvent } from "./incoming-event.ts";

/** A change event, received or published. */
interface ChangeEvent extends Pick<IncomingEvent, "contract" | "data"> {
  readonly metadata: Pick<IncomingEvent["metadata"], "subject" | "sequence">;
}

/** The data of a change event, as far as all have it alike. */
interface ChangeData {
  readonly key: object;
  readonly after?: object;
}

/** The state of a change event's subject, to store as last published. */
export function publishedState({ contract, metadata, data }: ChangeEvent): PublishedState {
  const { key, after } = data as ChangeData;
  const { subject, sequence } = metadata;
  return { detailType: contract.detailType, subject, sequence, key, ...(after && { image: after }) };
}
