import type { ServiceConstraints } from "../../models/constraint.ts";

const NAME = { leastLength: 1, mostLength: 2_048 };

/** From the reference of each operation: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const constraints: ServiceConstraints = {
  members: {
    "PutParameterRequest.Name": { ...NAME, pattern: "[a-zA-Z0-9_.\\-/:]+" },
    "GetParameterRequest.Name": NAME,
    "DeleteParameterRequest.Name": NAME,
    Names: { leastLength: 1, mostLength: 10, values: NAME },
    "GetParametersByPathRequest.Path": { ...NAME, pattern: "/[a-zA-Z0-9_.\\-/]*" },
    "PutParameterRequest.Type": { words: ["String", "StringList", "SecureString"] },
    "PutParameterRequest.Description": { mostLength: 1_024 },
    "PutParameterRequest.DataType": { words: ["text"] },
    "PutParameterRequest.KeyId": { leastLength: 1, mostLength: 256 },
    "PutParameterRequest.Tier": { words: ["Standard", "Intelligent-Tiering"] },
    "GetParametersByPathRequest.MaxResults": { least: 1, most: 10 },
  },
  orders: {},
  unsupported: [
    ...["PutParameterRequest.AllowedPattern", "PutParameterRequest.Policies", "PutParameterRequest.Tags"],
    "GetParametersByPathRequest.ParameterFilters",
  ],
};
