/** An item or its key, in DynamoDB's JSON as in stream records: binary is base64. */
export type WireItem = Readonly<Record<string, unknown>>;

/** A page of a table's items. `next` is the place after them, which may reveal keys; absent at the end. */
export interface ItemPage {
  readonly items: readonly WireItem[];
  readonly next?: string;
}

/** A table to compare with what was published of it. Reads are consistent. */
export interface ComparedTable {
  /** The table's stream, which records are of. */
  readonly streamArn: string;
  keyOf(item: WireItem): WireItem;
  page(limit: number, after?: string): Promise<ItemPage>;
  /** In the order of the keys; undefined for what is not there. */
  get(keys: readonly WireItem[]): Promise<readonly (WireItem | undefined)[]>;
  /** Which of the keys the stream holds a record of, in the order of the keys. Rejects when it cannot be read by the deadline. */
  inStream(
    keys: readonly WireItem[],
    options: {
      /** Older records do not count. Epoch milliseconds. */
      readonly since: number;
      readonly deadline: number;
    },
  ): Promise<readonly boolean[]>;
}
