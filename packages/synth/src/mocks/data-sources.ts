import { account, region } from "./account.ts";
import { policyDocument } from "./policy-document.ts";

type DataSource = (args: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Answers to the data sources that a program may ask; any other is refused by name. */
export const dataSources: Readonly<Record<string, DataSource>> = {
  "aws:index/getRegion:getRegion": () => ({
    id: region,
    name: region,
    region,
    description: "",
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: account,
    accountId: account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": args => ({ ...args, ...policyDocument(args) }),
};
