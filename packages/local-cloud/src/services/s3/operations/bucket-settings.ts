import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, dropSetting, keepSetting, readSetting, requireBucket, type SettingKind } from "../bucket.ts";
import { malformedXml } from "../errors.ts";

/** A setting of a bucket, kept and given back as it is. */
interface Setting {
  readonly kind: SettingKind;
  /** The member of requests and answers that holds it. */
  readonly member: string;
  /** Answers hold its members beside each other. */
  readonly isSpread?: boolean;
  check?(value: unknown): void;
  /** The value with what AWS adds to it. */
  complete?(value: unknown, context: OperationContext): object;
  /** What a bucket has that was never told: a value, or the code and message of an error. */
  readonly untold: object | readonly [code: string, message: string];
}

/** See https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html and https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
export const encryption = operations({
  kind: "encryption",
  member: "ServerSideEncryptionConfiguration",
  check: value => requireRules(value, 1),
  untold: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }] },
});

/** Rules are not carried out. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycle = operations({
  kind: "lifecycle",
  member: "LifecycleConfiguration",
  isSpread: true,
  check: value => requireRules(value, Number.POSITIVE_INFINITY),
  complete: withIds,
  untold: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const policy = operations({
  kind: "policy",
  member: "Policy",
  check: requireJson,
  untold: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const publicAccessBlock = operations({
  kind: "publicAccessBlock",
  member: "PublicAccessBlockConfiguration",
  untold: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
});

function operations({ kind, member, isSpread, check, complete, untold }: Setting) {
  return {
    put(input: BucketInput & { readonly [member: string]: unknown }, context: OperationContext): void {
      const { name } = requireBucket(context, input);
      check?.(input[member]);
      keepSetting(context, name, kind, complete?.(input[member], context) ?? input[member] ?? {});
    },
    get(input: BucketInput, context: OperationContext) {
      const { name } = requireBucket(context, input);
      const value = readSetting(context, name, kind) ?? untold;
      if (value !== untold || !Array.isArray(untold)) return isSpread ? (value as object) : { [member]: value };
      const [code, message] = untold;
      throw new AwsError(code, message, { status: 404, members: { BucketName: name } });
    },
    remove(input: BucketInput, context: OperationContext): void {
      dropSetting(context, requireBucket(context, input).name, kind);
    },
  };
}

function requireRules(value: unknown, most: number): void {
  const count = (value as { readonly Rules?: readonly unknown[] } | undefined)?.Rules?.length ?? 0;
  if (count === 0 || count > most) throw malformedXml();
}

/** A rule without an id gets one. */
function withIds(value: unknown, { random }: OperationContext): object {
  const { Rules = [], ...others } = value as { readonly Rules?: readonly { readonly ID?: string }[] };
  return { ...others, Rules: Rules.map(rule => ({ ...rule, ID: rule.ID || uuid(random) })) };
}

function requireJson(value: unknown): void {
  try {
    JSON.parse(String(value ?? ""));
  } catch (cause) {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'", { cause });
  }
}
