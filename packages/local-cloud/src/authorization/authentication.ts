import type { Authorizer } from "../kernel/authorizer.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { readCredential } from "../kernel/read-credential.ts";
import type { CloudContext } from "../kernel/service.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { SMART_CONFIGURATION } from "../services/healthlake/fhir/route.ts";
import { takesAnyone } from "../services/lambda/urls/url-target.ts";
import type { FunctionKeys } from "./function-keys.ts";
import { secretOf } from "./secret-of.ts";
import { dialectOf, signatureError } from "./signature/signature-errors.ts";
import { type SigningSecret, signatureVerifier } from "./signature/verify-signature.ts";

/** A request that is not signed as AWS asks for, or by nobody known. */
export interface SignatureRefusal {
  readonly service: string;
  /** AWS's name for the fault, and its text. */
  readonly code: string;
  readonly text: string;
  /** Empty where there is none. */
  readonly accessKeyId: string;
}

/** Options of the part of an authorizer that looks at who signed. */
export interface AuthenticationOptions {
  /** What becomes of a request that AWS would refuse: it is refused, it is reported once and runs, or nothing is looked at. */
  readonly mode: "enforce" | "warn" | "off";
  /** Hears of each refusal of a signature once by service, fault and access key. */
  readonly onSignature?: (refusal: SignatureRefusal) => void;
  /** Of the functions that call the cloud over the network. */
  readonly functionKeys?: FunctionKeys;
}

/**
 * Services that take requests without a signature, where a policy opens a resource to everyone.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html
 */
export const takesUnsigned: ReadonlySet<string> = new Set(["s3", "sqs"]);

/** Access keys are few, but anyone may make some up. */
const [MOST_SECRETS, MOST_REPORTS] = [1_000, 1_000];

/** Looks at signatures. What it knows of secrets is to be forgotten when functions have changed. */
export function authentication({ mode, onSignature, functionKeys }: AuthenticationOptions): {
  readonly authenticate: Authorizer["authenticate"];
  forgetSecrets(): void;
} {
  const secrets = new Map<string, SigningSecret | undefined>();
  const reported = new Set<string>();
  const verify = signatureVerifier();

  const secret = (context: CloudContext, accessKeyId: string) => {
    if (!secrets.has(accessKeyId)) {
      if (secrets.size >= MOST_SECRETS) secrets.clear();
      secrets.set(accessKeyId, secretOf(context, accessKeyId, functionKeys));
    }
    return secrets.get(accessKeyId);
  };

  const refuse = (request: WireRequest, service: string, error: AwsError) => {
    const { accessKeyId } = readCredential(request);
    const at = `${service}\n${error.code}\n${accessKeyId}`;
    if (!reported.has(at)) {
      if (reported.size >= MOST_REPORTS) reported.clear();
      reported.add(at);
      onSignature?.({ service, code: error.code, text: error.message, accessKeyId });
    }
    if (mode === "enforce") throw error;
  };

  return {
    authenticate(request, service, operation, context) {
      // Its function may ask for an Authorization of its own; browsers sign no preflight.
      if (mode === "off" || (service === "lambda-url" && takesAnyone(context, request))) return;
      try {
        if (request.isFromNetwork)
          verify(request, service, context.clock.now(), accessKeyId => secret(context, accessKeyId));
        // One that names a key all the same would be taken for its owner's.
        const isTaken = takesUnsigned.has(service) && readCredential(request).accessKeyId === "";
        if (isUnsigned(request, service) && !isTaken && !isPublic(service, operation))
          throw signatureError(dialectOf(service, request), "missing");
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        refuse(request, service, error);
      }
    },
    forgetSecrets: () => secrets.clear(),
  };
}

/** Only S3 takes URLs presigned by version 2. */
function isUnsigned({ headers, query }: WireRequest, service: string): boolean {
  const isOlder = service === "s3" && query.has("AWSAccessKeyId");
  return headers.authorization === undefined && !query.has("X-Amz-Algorithm") && !isOlder;
}

/** What an address says of itself to everyone. https://hl7.org/fhir/smart-app-launch/conformance.html */
function isPublic(service: string, operation: string): boolean {
  return service === "healthlake-fhir" && operation === SMART_CONFIGURATION;
}
