import type { ChannelName } from "../../../appsync/channels/channel-name.ts";
import { channelName } from "../../../appsync/channels/channel-name.ts";

/** A function that `sst dev` runs on the developer's machine. */
export interface LiveFunction {
  /** SST's name of it. */
  readonly id: string;
  /** The channel that `sst dev` listens on. */
  readonly dev: ChannelName;
  /** The channel that a worker listens on. */
  readonly worker: (id: string) => ChannelName;
}

/** What SST sets in the environment of a function of `sst dev`, as it deploys its bridge for it; undefined for any other. */
export function liveFunction(environment: Readonly<Record<string, string>>): LiveFunction | undefined {
  const { SST_FUNCTION_ID: id, SST_APP: app, SST_STAGE: stage, SST_APPSYNC_REALTIME: realtime } = environment;
  if (id === undefined || app === undefined || stage === undefined || realtime === undefined) return undefined;
  const channel = (path: string) => channelName(`/sst/${app}/${stage}/${path}`, { wildcard: false });
  const dev = channel("in");
  if (dev === undefined) return undefined;
  return { id, dev, worker: worker => ({ ...dev, path: `/sst/${app}/${stage}/${worker}/in` }) };
}
