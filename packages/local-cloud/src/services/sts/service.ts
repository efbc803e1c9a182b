import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsQuery } from "../../protocols/aws-query.ts";
import { constraints } from "./constraints.ts";
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
    model: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  }),
  read: requestReader({
    model: "sts",
    title: "STS",
    javaPackage: "com.amazonaws.sts",
    longs: [],
    code: "ValidationError",
    constraints,
  }),
  operations: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
};
