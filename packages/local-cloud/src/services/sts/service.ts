import type { Service } from "../../kernel/service.ts";
import { awsQuery } from "../../protocols/aws-query.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { sessions } from "./sessions.ts";

/** AWS STS: who am I, and keys of a role. */
export const stsService: Service = {
  name: "sts",
  title: "STS",
  schema: sessions.schema,
  wire: awsQuery({
    signingName: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    input: ({ members }) =>
      Object.fromEntries(
        [...members].map(([name, { value }]) => [name, value ?? ""]).filter(([name]) => !notInput.has(name!)),
      ),
  }),
  operations: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
};

/** What every request of the protocol has. */
const notInput = new Set(["Action", "Version"]);
