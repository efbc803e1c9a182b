import { durableWhen } from "@tributary/sst/create-stack";
import { keyStatements } from "@tributary/sst/key-statements";
import { production } from "./stage.ts";

const { accountId } = aws.getCallerIdentityOutput({});
const { region } = aws.getRegionOutput({});

/** The one key under which everything that may hold personal data is encrypted. Rotated yearly. */
export const key = new aws.kms.Key(
  "DataKey",
  {
    description: `${$app.name} ${$app.stage}: personal data at rest`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          // The default statement of AWS: access is then decided by IAM policies, and the key cannot be locked out.
          Sid: "Account",
          Effect: "Allow",
          Principal: { AWS: $interpolate`arn:aws:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        ...keyStatements({ accountId, region }),
      ],
    }),
  },
  durableWhen(production),
);
