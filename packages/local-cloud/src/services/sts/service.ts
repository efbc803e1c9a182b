import type { Service } from "../../kernel/service.ts";
import { awsQuery } from "../../protocols/aws-query.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";

/** AWS STS, as far as tools ask it first: who am I. */
export const stsService: Service = {
  name: "sts",
  title: "STS",
  schema: "",
  wire: awsQuery({
    signingName: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    input: () => ({}),
  }),
  operations: { GetCallerIdentity: getCallerIdentity },
};
