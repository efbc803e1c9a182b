/** A queue of bounded length between one writer and one reader. */
export interface Channel<Item> extends AsyncIterable<Item> {
  /** Resolves when there is room again; at once when the reader has left. */
  push(item: Item): Promise<void>;
  /** Nothing follows. */
  end(): void;
}

/** A channel that holds up its writer once that many items wait. */
export function createChannel<Item>(limit: number): Channel<Item> {
  const items: Item[] = [];
  let ended = false;
  let deserted = false;
  let wakeReader = () => {};
  let wakeWriter = () => {};
  return {
    async push(item) {
      if (deserted) return;
      items.push(item);
      wakeReader();
      while (items.length >= limit && !deserted) await new Promise<void>(resolve => (wakeWriter = resolve));
    },
    end() {
      ended = true;
      wakeReader();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          while (items.length > 0) {
            yield items.shift() as Item;
            wakeWriter();
          }
          if (ended) return;
          await new Promise<void>(resolve => (wakeReader = resolve));
        }
      } finally {
        deserted = true;
        wakeWriter();
      }
    },
  };
}
