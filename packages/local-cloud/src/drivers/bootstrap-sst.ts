import type { CloudContext } from "../kernel/service.ts";
import { findBucket } from "../services/s3/bucket.ts";

/** What SST keeps of an account that it has prepared. */
export interface SstBootstrap {
  readonly version: number;
  readonly asset: string;
  readonly state: string;
  readonly assetEcrRegistryId: string;
  readonly assetEcrUrl: string;
}

/** Where SST looks for it. */
const PARAMETER = "/sst/bootstrap";

/** SST takes the steps that an account lacks, some of them in services that are not here: a high version lacks none. */
const VERSION = 1_000;

/** Prepares a cloud for SST, as SST itself prepares an account, where that has not happened: a bucket for state, one for code. */
export function bootstrapSst(context: CloudContext): SstBootstrap {
  const { region, account } = context;
  const name = (kind: string) => `sst-${kind}-${region}-${account}`;
  const repository = `${account}.dkr.ecr.${region}.amazonaws.com/sst-asset`;
  const found: SstBootstrap = {
    ...{ version: VERSION, asset: name("asset"), state: name("state") },
    ...{ assetEcrRegistryId: account, assetEcrUrl: repository },
  };
  context.store.transaction(() => {
    for (const Bucket of [found.asset, found.state])
      if (!findBucket(context, Bucket)) context.call("s3", "CreateBucket", { Bucket });
    const Value = JSON.stringify(found);
    context.call("ssm", "PutParameter", { Name: PARAMETER, Type: "String", Value, Overwrite: true });
  });
  return found;
}
