import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Clients of the services that keep data of a stage, on AWS or at AWS_ENDPOINT_URL. */
export function stageClients(stageRegion: string, env: Readonly<Record<string, string | undefined>>) {
  const config = { region: env.AWS_REGION ?? stageRegion };
  return {
    dynamodb: new DynamoDBClient(config),
    // A queue's URL is its address on AWS; the endpoint may be another cloud's.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...config, forcePathStyle: env.AWS_ENDPOINT_URL !== undefined }),
    events: new EventBridgeClient(config),
  };
}
