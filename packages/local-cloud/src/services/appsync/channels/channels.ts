import { type ChannelName, reaches } from "./channel-name.ts";

/** Channels of one cloud: whoever subscribes gets what is published from then on, in order; nothing is kept. */
export interface Channels {
  /** Returns what ends the subscription. */
  subscribe(channel: ChannelName, deliver: (event: string) => void): () => void;
  publish(channel: ChannelName, events: readonly string[]): void;
  /** Whether anyone would get what is published. */
  isHeard(channel: ChannelName): boolean;
  /** Calls `run` when a channel has lost its last subscriber; returns what ends it. */
  onSilence(channel: ChannelName, run: () => void): () => void;
}

interface Subscription {
  readonly channel: ChannelName;
  readonly deliver: (event: string) => void;
}

/** Channels without subscribers. */
export function createChannels(): Channels {
  const subscriptions = new Set<Subscription>();
  const silences = new Set<{ readonly channel: ChannelName; readonly run: () => void }>();
  const hear = (channel: ChannelName) => [...subscriptions].filter(one => reaches(channel, one.channel));
  return {
    subscribe(channel, deliver) {
      const subscription = { channel, deliver };
      subscriptions.add(subscription);
      return () => {
        if (!subscriptions.delete(subscription)) return;
        for (const silence of [...silences])
          if (reaches(silence.channel, channel) && hear(silence.channel).length === 0) silence.run();
      };
    },
    publish(channel, events) {
      for (const { deliver } of hear(channel)) for (const event of events) deliver(event);
    },
    isHeard: channel => hear(channel).length > 0,
    onSilence(channel, run) {
      const silence = { channel, run };
      silences.add(silence);
      return () => silences.delete(silence);
    },
  };
}
