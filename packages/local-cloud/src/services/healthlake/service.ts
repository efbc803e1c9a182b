import type { CloudContext, Operation, OperationContext, Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import {
  DEFAULT_BEHAVIOUR,
  type HealthLakeBehaviour,
  type HealthLakeContext,
  type ResourceValidator,
} from "./behaviour.ts";
import { constraints } from "./constraints.ts";
import { checkRequest } from "./fhir/check-request.ts";
import { interact } from "./fhir/interact.ts";
import { openScope } from "./fhir/open-scope.ts";
import { createOnce } from "./fhir/operations/create-once.ts";
import { cancelExportWithDelete, describeExportWithGet, startExportWithPost } from "./fhir/operations/export-jobs.ts";
import { getCapabilities } from "./fhir/operations/get-capabilities.ts";
import { getSmartConfiguration } from "./fhir/operations/get-smart-configuration.ts";
import { processBundleOperation } from "./fhir/operations/process-bundle.ts";
import { searchWithPost } from "./fhir/operations/search-resources.ts";
import { readJsonBody, readPatchBody } from "./fhir/read-body.ts";
import { recordWrite } from "./fhir/record-write.ts";
import { refuseDeep } from "./fhir/refuse-deep.ts";
import { refuseLarge } from "./fhir/refuse-large.ts";
import { SMART_CONFIGURATION } from "./fhir/route.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "./fhir/scope.ts";
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

const readRequest = requestReader({
  model: "healthlake",
  title: "HealthLake",
  javaPackage: "com.amazonaws.healthlake",
  longs: [],
  constraints,
});

/** The behaviour of HealthLake, and its limits. */
export interface HealthLakeOptions {
  readonly behaviour?: Partial<HealthLakeBehaviour>;
  /** Checks resources on write; by the schema of FHIR R4 unless told. */
  readonly validate?: ResourceValidator;
}

type ControlOperation = (input: never, context: HealthLakeContext & OperationContext) => unknown;
type FhirOperation = (request: FhirRequest, scope: FhirScope, name: string) => FhirResponse;

/** Operations of the FHIR endpoint that change nothing; all others count as writes. */
const READS = [
  "ReadResource",
  "VersionReadResource",
  "GetHistoryByResourceId",
  "SearchWithGet",
  "SearchWithPost",
  "GetCapabilities",
  SMART_CONFIGURATION,
  "DescribeFHIRExportJobWithGet",
];
/** Those that CloudTrail records as writes of resources. */
const RECORDED = ["CreateResource", "DeleteResource", "PatchResource", "ProcessBundle", "UpdateResource"];

const controlOperations: Readonly<Record<string, ControlOperation>> = {
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

/** A request on resources, with its body. */
const plain: FhirOperation = (request, scope, name) =>
  interact(scope, name, { ...request, resource: () => readJsonBody(request), patch: () => readPatchBody(request) });

const fhirOperations: Readonly<Record<string, FhirOperation>> = {
  CancelFHIRExportJobWithDelete: cancelExportWithDelete,
  CreateResource: (request, scope, name) => createOnce(request, scope, () => plain(request, scope, name)),
  DeleteResource: plain,
  DescribeFHIRExportJobWithGet: describeExportWithGet,
  GetCapabilities: getCapabilities,
  GetHistoryByResourceId: plain,
  [SMART_CONFIGURATION]: getSmartConfiguration,
  PatchResource: plain,
  ProcessBundle: processBundleOperation,
  ReadResource: plain,
  SearchWithGet: plain,
  SearchWithPost: searchWithPost,
  StartFHIRExportJobWithPost: startExportWithPost,
  UpdateResource: plain,
  VersionReadResource: plain,
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
  const bound = <Given>(
    operations: Readonly<Record<string, Given>>,
    run: (name: string, operation: Given, input: never, context: HealthLakeContext & OperationContext) => unknown,
  ): Record<string, Operation> =>
    Object.fromEntries(
      Object.entries(operations).map(([name, operation]): [string, Operation] => [
        name,
        (input, context) => run(name, operation, input, extended(context)),
      ]),
    );
  return [
    {
      name: "healthlake",
      title: "HealthLake",
      schema: healthlakeSchema,
      operations: bound(controlOperations, (_name, operation, input, context) =>
        refuseDeep(() => operation(input, context)),
      ),
      wire: keepingHost(awsJson({ version: "1.0", target: "HealthLake" })),
      read: readRequest,
      engines: context => [outboxEngine, subscriptionEngine, jobEngine].map(engine => engine(extended(context))),
    },
    {
      name: "healthlake-fhir",
      title: "HealthLake's FHIR endpoint",
      schema: "",
      operations: bound(fhirOperations, (name, operation, input: FhirRequest, context) => {
        throttle(context, input.datastoreId, READS.includes(name) ? "read" : "write");
        refuseLarge(context, input);
        const request = checkRequest(name, input);
        return refuseDeep(() => {
          const scope = openScope(context, request);
          const run = () => operation(request, scope, name);
          return RECORDED.includes(name) ? recordWrite(context, name, request, run) : run();
        });
      }),
      wire: fhirWire,
    },
  ];
}
