/** Stores data that are too large for the bus, by key. They may be clinical: use only an encrypted bucket. */
export interface PayloadStore {
  /** Keeps the bytes; the same key always comes with the same bytes. Rejects when it could not. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes, of which it reads no more than one beyond `most`; undefined where there are none. Rejects when it cannot
   * tell: a role that may not list a bucket is refused for a missing key, too.
   */
  get(key: string, most: number): Promise<Uint8Array | undefined>;
}
