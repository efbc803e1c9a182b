import type { CloudContext, Operation, OperationContext, Service } from "../../kernel/service.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import {
  DEFAULT_BEHAVIOUR,
  type HealthLakeBehaviour,
  type HealthLakeContext,
  type ResourceValidator,
} from "./behaviour.ts";
import { checkRequest } from "./fhir/check-request.ts";
import { createResource } from "./fhir/operations/create-resource.ts";
import { deleteResource } from "./fhir/operations/delete-resource.ts";
import { cancelExportWithDelete, describeExportWithGet, startExportWithPost } from "./fhir/operations/export-jobs.ts";
import { getCapabilities } from "./fhir/operations/get-capabilities.ts";
import { getHistory } from "./fhir/operations/get-history.ts";
import { patchResource } from "./fhir/operations/patch-resource.ts";
import { processBundleOperation } from "./fhir/operations/process-bundle.ts";
import { readResource, versionReadResource } from "./fhir/operations/read-resource.ts";
import { searchWithGet, searchWithPost } from "./fhir/operations/search-resources.ts";
import { updateResource } from "./fhir/operations/update-resource.ts";
import { refuseDeep } from "./fhir/refuse-deep.ts";
import { refuseLarge } from "./fhir/refuse-large.ts";
import type { FhirRequest } from "./fhir/scope.ts";
import { createThrottle } from "./fhir/throttle.ts";
import { fhirWire } from "./fhir/wire.ts";
import { jobEngine } from "./jobs/job-engine.ts";
import { outboxEngine } from "./notices/outbox.ts";
import { subscriptionEngine } from "./notices/subscription-engine.ts";
import { createFhirDatastore } from "./operations/create-fhir-datastore.ts";
import { deleteFhirDatastore } from "./operations/delete-fhir-datastore.ts";
import { describeFhirDatastore } from "./operations/describe-fhir-datastore.ts";
import {
  describeFhirExportJob,
  describeFhirImportJob,
  listFhirExportJobs,
  listFhirImportJobs,
} from "./operations/describe-jobs.ts";
import { listFhirDatastores } from "./operations/list-fhir-datastores.ts";
import { startFhirExportJob, startFhirImportJob } from "./operations/start-jobs.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { checkResource } from "./resources/check-resource.ts";
import { healthlakeSchema } from "./schema.ts";

/** The behaviour of HealthLake, and its limits. */
export interface HealthLakeOptions {
  readonly behaviour?: Partial<HealthLakeBehaviour>;
  /** Checks resources on write; by the schema of FHIR R4 unless told. */
  readonly validate?: ResourceValidator;
}

type HealthLakeOperation = (input: never, context: HealthLakeContext & OperationContext) => unknown;

/** Operations of the FHIR endpoint that change nothing; all others count as writes. */
const READS = [
  "ReadResource",
  "VersionReadResource",
  "GetHistoryByResourceId",
  "SearchWithGet",
  "SearchWithPost",
  "GetCapabilities",
  "DescribeFHIRExportJobWithGet",
];

const controlOperations: Readonly<Record<string, HealthLakeOperation>> = {
  CreateFHIRDatastore: createFhirDatastore,
  DeleteFHIRDatastore: deleteFhirDatastore,
  DescribeFHIRDatastore: describeFhirDatastore,
  DescribeFHIRExportJob: describeFhirExportJob,
  DescribeFHIRImportJob: describeFhirImportJob,
  ListFHIRDatastores: listFhirDatastores,
  ListFHIRExportJobs: listFhirExportJobs,
  ListFHIRImportJobs: listFhirImportJobs,
  ListTagsForResource: listTagsForResource,
  StartFHIRExportJob: startFhirExportJob,
  StartFHIRImportJob: startFhirImportJob,
  TagResource: tagResource,
  UntagResource: untagResource,
};

const fhirOperations: Readonly<Record<string, HealthLakeOperation>> = {
  CancelFHIRExportJobWithDelete: cancelExportWithDelete,
  CreateResource: createResource,
  DeleteResource: deleteResource,
  DescribeFHIRExportJobWithGet: describeExportWithGet,
  GetCapabilities: getCapabilities,
  GetHistoryByResourceId: getHistory,
  PatchResource: patchResource,
  ProcessBundle: processBundleOperation,
  ReadResource: readResource,
  SearchWithGet: searchWithGet,
  SearchWithPost: searchWithPost,
  StartFHIRExportJobWithPost: startExportWithPost,
  UpdateResource: updateResource,
  VersionReadResource: versionReadResource,
};

/**
 * HealthLake: the control plane (`healthlake`) and the FHIR endpoint of its data stores (`healthlake-fhir`), which speak
 * different protocols. docs/fidelity/healthlake.md lists what is supported.
 */
export function healthlakeServices(options: HealthLakeOptions = {}): Service[] {
  const behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
  const validate = options.validate ?? checkResource;
  const extended = <Context extends CloudContext>(context: Context) => ({ ...context, behaviour, validate });
  const throttle = createThrottle(behaviour);
  const bound = (
    operations: typeof fhirOperations,
    prepared?: (name: string, input: never, context: HealthLakeContext) => object,
  ): Record<string, Operation> =>
    Object.fromEntries(
      Object.entries(operations).map(([name, operation]): [string, Operation] => [
        name,
        (input, context) => {
          const wider = extended(context);
          const ready = prepared ? (prepared(name, input as never, wider) as never) : input;
          return refuseDeep(() => operation(ready, wider));
        },
      ]),
    );
  return [
    {
      name: "healthlake",
      title: "HealthLake",
      schema: healthlakeSchema,
      operations: bound(controlOperations),
      wire: keepingHost(awsJson({ version: "1.0", target: "HealthLake" })),
      engines: context => [outboxEngine, subscriptionEngine, jobEngine].map(engine => engine(extended(context))),
    },
    {
      name: "healthlake-fhir",
      title: "HealthLake's FHIR endpoint",
      schema: "",
      operations: bound(fhirOperations, (name, input: FhirRequest, context) => {
        throttle(context, input.datastoreId, READS.includes(name) ? "read" : "write");
        refuseLarge(context, input);
        return checkRequest(name, input);
      }),
      wire: fhirWire,
    },
  ];
}
