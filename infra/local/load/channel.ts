/** A queue of bounded length between one writer and one reader. */
export interface Channel<Item> extends AsyncIterable<Item> {
  /** Resolves when there is room, or once the reader has left. */
  push(item: Item): Promise<void>;
  /** Ends the channel. */
  end(): void;
}

/** Creates a channel that suspends its writer at a number or a weight of waiting items. */
export function createChannel<Item>(limit: number, weigh: (item: Item) => number = () => 1): Channel<Item> {
  const items: { readonly item: Item; readonly weight: number }[] = [];
  let waiting = 0;
  let ended = false;
  let deserted = false;
  let wakeReader = () => {};
  let wakeWriter = () => {};
  return {
    async push(item) {
      if (deserted) return;
      const weight = weigh(item);
      items.push({ item, weight });
      waiting += weight;
      wakeReader();
      while (waiting >= limit && !deserted) await new Promise<void>(resolve => (wakeWriter = resolve));
    },
    end() {
      ended = true;
      wakeReader();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          for (let next = items.shift(); next; next = items.shift()) {
            waiting -= next.weight;
            yield next.item;
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
