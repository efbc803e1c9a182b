/**
 * What a handler may look up at run time: names, never permissions.
 * SST's own links grant whole services (`events:*`, `dynamodb:*` …); here every permission is written where it is needed.
 */
sst.Linkable.wrap(sst.aws.Bus, bus => ({ properties: { name: bus.name, arn: bus.arn } }));
sst.Linkable.wrap(sst.aws.Dynamo, table => ({ properties: { name: table.name } }));
sst.Linkable.wrap(sst.aws.Queue, queue => ({ properties: { url: queue.url } }));
sst.Linkable.wrap(sst.aws.Bucket, bucket => ({ properties: { name: bucket.name } }));
