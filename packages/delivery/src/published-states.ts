/** The last published state of one subject. */
export interface PublishedState {
  readonly detailType: string;
  readonly subject: string;
  /** 40 digits: of the newest event. */
  readonly sequence: string;
  /** The event's own key of the thing that changed. */
  readonly key: object;
  /** The published fields; absent when the deletion was published. */
  readonly image?: object;
}

/** The key of a state. */
export type PublishedKey = Pick<PublishedState, "detailType" | "subject">;

/** A page of states. `next` names the place after it, without revealing a subject; absent at the end. */
export interface PublishedPage {
  readonly states: readonly PublishedState[];
  readonly next?: string;
}

/**
 * Stores the last published state of each subject, deletions included, so that a source can be compared with it. It may hold
 * clinical data: its table is encrypted.
 */
export interface PublishedStates {
  /** `stale`: a state as new or newer exists. The published change says what to expect there. */
  record(state: PublishedState, change?: "created" | "updated" | "deleted"): Promise<"applied" | "stale">;
  /** In the order of the keys; undefined for a subject never published. */
  of(keys: readonly PublishedKey[]): Promise<readonly (PublishedState | undefined)[]>;
  page(limit: number, after?: string): Promise<PublishedPage>;
  /** Keeps a note for 14 days under a name, such as how far a comparison has come. */
  keepNote(name: string, text: string): Promise<void>;
  note(name: string): Promise<string | undefined>;
}

/** The name that a state is stored under. */
export function publishedName({ detailType, subject }: PublishedKey): string {
  return `${detailType}|${subject}`;
}
