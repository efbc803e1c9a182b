import { type ChannelName, reaches } from "./channel-name.ts";

/** Channels of one cloud: whoever subscribes gets what is published from then on, in order; nothing is kept. */
export interface Channels {
  /** Returns what ends the subscription. */
  subscribe(channel: ChannelName, deliver: (event: string) => void): () => void;
  publish(channel: ChannelName, events: readonly string[]): void;
  /** The number of the oldest subscription that gets what is published to a channel; undefined when there is none. */
  heardSince(channel: ChannelName): number | undefined;
  /** Calls `run` after each subscription that was made or ended; returns what ends that. */
  onChange(run: () => void): () => void;
}

interface Subscription {
  readonly number: number;
  readonly channel: ChannelName;
  readonly deliver: (event: string) => void;
}

/** Channels without subscribers. */
export function createChannels(): Channels {
  const subscriptions = new Set<Subscription>();
  const watching = new Set<() => void>();
  let made = 0;
  const hear = (channel: ChannelName) => [...subscriptions].filter(one => reaches(channel, one.channel));
  const changed = () => {
    for (const run of [...watching]) run();
  };
  return {
    subscribe(channel, deliver) {
      const subscription = { number: ++made, channel, deliver };
      subscriptions.add(subscription);
      changed();
      return () => {
        if (subscriptions.delete(subscription)) changed();
      };
    },
    publish(channel, events) {
      for (const { deliver } of hear(channel)) for (const event of events) deliver(event);
    },
    heardSince: channel => hear(channel)[0]?.number,
    onChange(run) {
      const watcher = () => run();
      watching.add(watcher);
      return () => watching.delete(watcher);
    },
  };
}
