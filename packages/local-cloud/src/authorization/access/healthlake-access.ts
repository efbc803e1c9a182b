import type { CloudContext } from "../../kernel/service.ts";
import { type Access, type AccessRule, arnOf, type Loose, passRole } from "./access.ts";

const onDatastore = [
  ...["DeleteFHIRDatastore", "DescribeFHIRDatastore", "DescribeFHIRExportJob", "DescribeFHIRImportJob"],
  ...["ListFHIRExportJobs", "ListFHIRImportJobs", "StartFHIRExportJob", "StartFHIRImportJob"],
];
const onNothing = ["CreateFHIRDatastore", "ListFHIRDatastores"];
const onTags = ["ListTagsForResource", "TagResource", "UntagResource"];
const verbs = [
  ...["CancelFHIRExportJobWithDelete", "CreateResource", "DeleteResource", "DescribeFHIRExportJobWithGet"],
  ...["GetCapabilities", "GetHistoryByResourceId", "PatchResource", "ProcessBundle", "ReadResource", "SearchWithGet"],
  ...["SearchWithPost", "StartFHIRExportJobWithPost", "UpdateResource", "VersionReadResource"],
];

/**
 * What HealthLake's control plane needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export const healthlakeAccess: Readonly<Record<string, AccessRule>> = {
  ...each(onDatastore, name => (input: Loose, context): Access[] => [
    ...on(context, name, input.DatastoreId),
    ...passRole(input.DataAccessRoleArn, "healthlake.amazonaws.com"),
  ]),
  ...each(onNothing, name => () => [{ action: `healthlake:${name}`, resource: "*" }]),
  ...each(onTags, name => (input: Loose) => [
    { action: `healthlake:${name}`, resource: String(input.ResourceARN ?? "*") },
  ]),
};

/** What its FHIR endpoint needs: each verb has an action of the same name as the operation here. */
export const fhirAccess: Readonly<Record<string, AccessRule>> = {
  ...each(verbs, name => (input: { readonly datastoreId: string }, context) => on(context, name, input.datastoreId)),
  // The discovery document has no action.
  GetSmartConfiguration: () => [],
};

function on(context: CloudContext, name: string, id: unknown): Access[] {
  if (typeof id !== "string") return [];
  return [{ action: `healthlake:${name}`, resource: arnOf(context, "healthlake", `datastore/fhir/${id}`) }];
}

function each(names: readonly string[], rule: (name: string) => AccessRule): Record<string, AccessRule> {
  return Object.fromEntries(names.map(name => [name, rule(name)]));
}
