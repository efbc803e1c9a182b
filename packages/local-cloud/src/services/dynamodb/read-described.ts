import { type Input, optionalObject, optionalWord } from "./read-input.ts";

/** Members of `CreateTable` and `UpdateTable` that change nothing here and are only given back: as far as the request has them. */
export function readDescribed(input: Input): Record<string, unknown> {
  const billing = optionalWord(input, "BillingMode", ["PROVISIONED", "PAY_PER_REQUEST"]);
  const throughput = optionalObject(input, "ProvisionedThroughput");
  const encryption = optionalObject(input, "SSESpecification");
  const tableClass = optionalWord(input, "TableClass", ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]);
  return {
    ...(billing ? { BillingModeSummary: { BillingMode: billing } } : {}),
    ...(billing || throughput
      ? {
          ProvisionedThroughput: {
            NumberOfDecreasesToday: 0,
            ReadCapacityUnits: throughput?.ReadCapacityUnits ?? 0,
            WriteCapacityUnits: throughput?.WriteCapacityUnits ?? 0,
          },
        }
      : {}),
    ...(encryption?.Enabled === true
      ? {
          SSEDescription: {
            Status: "ENABLED",
            SSEType: "KMS",
            ...(encryption.KMSMasterKeyId === undefined ? {} : { KMSMasterKeyArn: encryption.KMSMasterKeyId }),
          },
        }
      : {}),
    ...(tableClass ? { TableClassSummary: { TableClass: tableClass } } : {}),
  };
}
