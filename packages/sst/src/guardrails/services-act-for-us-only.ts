import { at, type Guardrail } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** Roles are assumed by one service, not by the account; services get access on behalf of something of ours only, by its ARN. */
export const servicesActForUsOnly: Guardrail = graph =>
  statements(graph)
    .filter(({ kind, effect }) => effect === "Allow" && kind !== "role")
    .flatMap(({ owner, kind, principal, condition }) => {
      const service = at(principal, "Service");
      if (kind === "trust" && at(principal, "AWS")) return [`${owner}: may be assumed by the account`];
      // Lambda passes no source to the trust of a function's role.
      if (service === undefined || service === "lambda.amazonaws.com") return [];
      // CloudWatch Logs names the log group in the encryption context.
      return /"(aws:SourceArn|kms:EncryptionContext:aws:logs:arn)":/.test(JSON.stringify(condition ?? ""))
        ? []
        : [`${owner}: ${service} may act for others`];
    });
