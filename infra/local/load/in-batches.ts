/** Options of `inBatches`. */
export interface Batches<Write> {
  /** Writes of one key keep their order, and no batch holds two of them. */
  readonly keyOf: (write: Write) => string;
  /** Limit of a batch: the number of writes or their total weight, except for a single heavier one. */
  readonly size: number;
  /** Default 1. */
  readonly weigh?: (write: Write) => number;
  /** Batches in flight. */
  readonly concurrency: number;
  /** Writes one batch; returns the number acknowledged. */
  readonly send: (writes: readonly Write[]) => Promise<number>;
}

/** Sends everything in bounded memory, a few batches at a time. Returns the number acknowledged, or throws the first error. */
export async function inBatches<Write>(writes: AsyncIterable<Write>, options: Batches<Write>): Promise<number> {
  const { keyOf, size, weigh = () => 1, concurrency, send } = options;
  const running = new Set<Promise<void>>();
  const busy = new Map<string, Promise<void>>();
  let batch = new Map<string, Write>();
  let weight = 0;
  let written = 0;

  const flush = async () => {
    if (batch.size === 0) return;
    const keys = [...batch.keys()];
    const held = [...batch.values()];
    batch = new Map();
    weight = 0;
    await Promise.all(keys.map(key => busy.get(key)));
    while (running.size >= concurrency) await Promise.race(running);
    const call = send(held).then(count => {
      written += count;
      running.delete(call);
      for (const key of keys) if (busy.get(key) === call) busy.delete(key);
    });
    call.catch(() => {}); // Rethrown below, at the next race or at the end.
    running.add(call);
    for (const key of keys) busy.set(key, call);
  };

  for await (const write of writes) {
    const key = keyOf(write);
    const more = weigh(write);
    if (batch.has(key) || weight + more > size) await flush();
    batch.set(key, write);
    weight += more;
    if (weight >= size) await flush();
  }
  await flush();
  await Promise.all(running);
  return written;
}
