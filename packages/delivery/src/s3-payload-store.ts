import type { S3Client } from "@aws-sdk/client-s3";
import type { PayloadStore } from "./payload-store.ts";

/**
 * A payload store in an S3 bucket, encrypted by the bucket's default. The first payload loads the client: most functions
 * never see one, and it adds some 50 ms to a cold start.
 */
export function s3PayloadStore({ bucket, s3 }: { readonly bucket: string; readonly s3?: S3Client }): PayloadStore {
  let loaded: ReturnType<typeof load> | undefined;
  const client = () => (loaded ??= load(s3));
  return {
    async put(key, bytes) {
      const { put } = await client();
      await put({ Bucket: bucket, Key: key, Body: bytes, ContentType: "application/json" });
    },
    async get(key, most) {
      const { get } = await client();
      try {
        const { Body } = await get({ Bucket: bucket, Key: key, Range: `bytes=0-${most}` });
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof Error && error.name === "NoSuchKey") return undefined;
        throw error;
      }
    },
  };
}

/** A call without an answer fails, and is made again by whoever made it: the SDK alone would wait for ever. */
const CLIENT = { requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } };

async function load(given: S3Client | undefined) {
  const { GetObjectCommand, PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const s3 = given ?? new S3Client(CLIENT);
  return {
    put: (input: ConstructorParameters<typeof PutObjectCommand>[0]) => s3.send(new PutObjectCommand(input)),
    get: (input: ConstructorParameters<typeof GetObjectCommand>[0]) => s3.send(new GetObjectCommand(input)),
  };
}
