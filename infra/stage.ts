import { fitName, type NamedKind } from "@tributary/contract-tools/name-limits";

/** Data outlives a deployment and refuses deletion; other stages disappear with `sst remove`. */
export const production = $app.stage === "production";

/** How changes leave the registry table: a function on the stream, or an EventBridge pipe on stages named `…-pipe`. */
export const captureBy: "stream" | "pipe" = $app.stage.endsWith("-pipe") ? "pipe" : "stream";

/** Component options of everything that holds data. */
export const durable: $util.ComponentResourceOptions = production ? { protect: true, retainOnDelete: true } : {};

/** Physical name of a resource that SST does not name: app, stage, logical name; shortened with a hash where AWS allows less. */
export const physicalName = (kind: NamedKind, name: string): string =>
  fitName(kind, `${$app.name}-${$app.stage}-${name}`);

/** Account of this deployment, for conditions and key policies. */
export const accountId = aws.getCallerIdentityOutput({}).accountId;

/** Region of this deployment. */
export const region = aws.getRegionOutput({}).region;
