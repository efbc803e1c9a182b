import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** The SDK copies and filters each input and output for its logger's `info`, also when that drops them; without one it does not. */
const logger = { debug() {}, warn() {}, error() {} } as unknown as NonNullable<DynamoDBClientConfig["logger"]>;

/**
 * Settings of AWS SDK clients that make many small calls: a tenth less CPU a call. Middleware is resolved once a command; none
 * can be added after a client's first call.
 * https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#middleware-caching-cachemiddleware
 */
export const clientSettings = { cacheMiddleware: true, logger };
