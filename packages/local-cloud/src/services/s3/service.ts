import type { CloudContext, Engine, Service } from "../../kernel/service.ts";
import { sweepOrphans } from "./bytes.ts";
import { encryption, lifecycle, policy, publicAccessBlock } from "./operations/bucket-settings.ts";
import { getBucketVersioning, putBucketVersioning } from "./operations/bucket-versioning.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getObject } from "./operations/get-object.ts";
import { getObjectTagging } from "./operations/get-object-tagging.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { putObject } from "./operations/put-object.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import { readRequest } from "./read-request.ts";
import { schema } from "./schema.ts";
import { abortUpload } from "./upload.ts";
import { s3Wire } from "./wire/rest-xml.ts";

/** S3: buckets, objects, versions, multipart uploads. docs/fidelity/s3.md lists what is supported. */
export const s3Service: Service = {
  name: "s3",
  title: "S3",
  schema,
  operations: {
    AbortMultipartUpload: abortUpload,
    CompleteMultipartUpload: completeMultipartUpload,
    CopyObject: copyObject,
    CreateBucket: createBucket,
    CreateMultipartUpload: createMultipartUpload,
    DeleteBucket: deleteBucket,
    DeleteBucketEncryption: encryption.remove,
    DeleteBucketLifecycle: lifecycle.remove,
    DeleteBucketPolicy: policy.remove,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    DeletePublicAccessBlock: publicAccessBlock.remove,
    GetBucketEncryption: encryption.get,
    GetBucketLifecycleConfiguration: lifecycle.get,
    GetBucketLocation: getBucketLocation,
    GetBucketPolicy: policy.get,
    GetBucketVersioning: getBucketVersioning,
    GetObject: getObject,
    GetObjectTagging: getObjectTagging,
    GetPublicAccessBlock: publicAccessBlock.get,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBuckets: listBuckets,
    ListMultipartUploads: listMultipartUploads,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    ListObjectVersions: listObjectVersions,
    ListParts: listParts,
    PutBucketEncryption: encryption.put,
    PutBucketLifecycleConfiguration: lifecycle.put,
    PutBucketPolicy: policy.put,
    PutBucketVersioning: putBucketVersioning,
    PutObject: putObject,
    PutPublicAccessBlock: publicAccessBlock.put,
    UploadPart: uploadPart,
    UploadPartCopy: uploadPartCopy,
  },
  wire: s3Wire,
  read: readRequest,
  engines: context => [sweeper(context)],
};

/** At start, deletes what a process left that died while it wrote a large object. */
function sweeper(context: CloudContext): Engine {
  return { name: "s3 sweeper", start: () => sweepOrphans(context), stop: async () => {}, pending: () => 0 };
}
