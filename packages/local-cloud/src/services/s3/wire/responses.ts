/** How an operation answers: its status, and where the output goes besides headers. */
interface ResponseShape {
  readonly status?: number;
  /** Root element of the document. */
  readonly root?: string;
  /** What stands in the root element, when it is not the output as it is: one member, or what is made of it. */
  readonly content?: string | ((output: never) => unknown);
  /** Member that is the body, as it is. */
  readonly raw?: string;
}

const quiet: ResponseShape = { status: 204 };

/** Responses by operation; those not listed answer 200 with headers only. */
export const responses: Readonly<Record<string, ResponseShape>> = {
  AbortMultipartUpload: quiet,
  CompleteMultipartUpload: { root: "CompleteMultipartUploadResult" },
  CopyObject: { root: "CopyObjectResult", content: "CopyObjectResult" },
  CreateMultipartUpload: { root: "InitiateMultipartUploadResult" },
  DeleteBucket: quiet,
  DeleteBucketEncryption: quiet,
  DeleteBucketLifecycle: quiet,
  DeleteBucketPolicy: quiet,
  DeleteObject: quiet,
  DeleteObjects: {
    root: "DeleteResult",
    content: (output: { Deleted: unknown; Errors: unknown }) => ({ Deleted: output.Deleted, Error: output.Errors }),
  },
  DeletePublicAccessBlock: quiet,
  GetBucketEncryption: { root: "ServerSideEncryptionConfiguration", content: "ServerSideEncryptionConfiguration" },
  GetBucketLifecycleConfiguration: { root: "LifecycleConfiguration", content: "LifecycleConfiguration" },
  GetBucketLocation: {
    root: "LocationConstraint",
    content: (output: { LocationConstraint?: string }) =>
      output.LocationConstraint === undefined ? {} : { "#text": output.LocationConstraint },
  },
  GetBucketPolicy: { raw: "Policy" },
  GetBucketVersioning: { root: "VersioningConfiguration" },
  GetObject: { raw: "Body" },
  GetObjectTagging: { root: "Tagging", content: () => ({ TagSet: {} }) },
  GetPublicAccessBlock: { root: "PublicAccessBlockConfiguration", content: "PublicAccessBlockConfiguration" },
  ListBuckets: {
    root: "ListAllMyBucketsResult",
    content: (output: { Buckets: unknown; Owner: unknown }) => ({
      Owner: output.Owner,
      Buckets: { Bucket: output.Buckets },
    }),
  },
  ListMultipartUploads: {
    root: "ListMultipartUploadsResult",
    content: ({ Uploads, ...output }: { Uploads: unknown }) => ({ ...output, Upload: Uploads }),
  },
  ListObjects: { root: "ListBucketResult" },
  ListObjectsV2: { root: "ListBucketResult" },
  ListObjectVersions: {
    root: "ListVersionsResult",
    content: ({ Versions, DeleteMarkers, ...output }: { Versions: unknown; DeleteMarkers: unknown }) => ({
      ...output,
      Version: Versions,
      DeleteMarker: DeleteMarkers,
    }),
  },
  ListParts: { root: "ListPartsResult" },
  PutBucketPolicy: quiet,
  UploadPartCopy: { root: "CopyPartResult", content: "CopyPartResult" },
};
