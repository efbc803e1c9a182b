import { at, type Guardrail } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** Only one service may assume a role, not the account; services get access only on behalf of a named resource of ours. */
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
