import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const TAG_KEY = { pattern: "(?!aws:)[ a-zA-Z+-=._:/]+", leastLength: 1, mostLength: 128 } satisfies Constraint;

/**
 * Lengths, patterns and words, from the reference of each operation:
 * https://docs.aws.amazon.com/appsync/latest/APIReference/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    "CreateApiRequest.name": { pattern: "[A-Za-z0-9_\\-\\ ]+", leastLength: 1, mostLength: 50 },
    "CreateChannelNamespaceRequest.name": {
      pattern: "([A-Za-z0-9](?:[A-Za-z0-9\\-]{0,48}[A-Za-z0-9])?)",
      leastLength: 1,
      mostLength: 50,
    },
    authType: { words: ["API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"] },
    tags: { leastLength: 1, mostLength: 50, keys: TAG_KEY, values: { mostLength: 256 } },
    maxResults: { least: 0, most: 25 },
    nextToken: { pattern: "[\\S]+", leastLength: 1, mostLength: 65_536 },
  },
  orders: {},
  unsupported: ["ownerContact", "logConfig", "codeHandlers", "handlerConfigs"],
};
