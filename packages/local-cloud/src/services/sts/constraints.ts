import type { ServiceConstraints } from "../../models/constraint.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const constraints: ServiceConstraints = {
  members: {
    RoleArn: {
      leastLength: 20,
      mostLength: 2_048,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+",
    },
    RoleSessionName: { leastLength: 2, mostLength: 64, pattern: "[\\w+=,.@-]*" },
    DurationSeconds: { least: 900, most: 43_200 },
    Policy: { leastLength: 1 },
  },
  orders: {},
  unsupported: [
    ...["PolicyArns", "Tags", "TransitiveTagKeys", "ExternalId", "SerialNumber", "TokenCode", "SourceIdentity"],
    ...["ProvidedContexts", "MinimumSessionTokenSize"],
  ],
};
