/** The route of an S3 operation: method, what the path names, and the query parameter or header that identifies it. */
export interface S3Route {
  readonly operation: string;
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** A query parameter that must be there: `versioning`, `uploads`. */
  readonly query?: string;
  /** A header that must be there. */
  readonly header?: string;
}

function route(line: string): S3Route {
  const [operation = "", method = "", on = "", ...conditions] = line.split(" ");
  const found: { -readonly [Key in keyof S3Route]: S3Route[Key] } = { operation, method, on: on as S3Route["on"] };
  for (const condition of conditions)
    if (condition.startsWith("?")) found.query = condition.slice(1);
    else found.header = condition;
  return found;
}

/**
 * Addresses of S3's operations, the more particular before the general; those that the local cloud refuses are here to be refused by name.
 * See https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const routes: readonly S3Route[] = `
ListBuckets GET service
GetBucketLocation GET bucket ?location
GetBucketVersioning GET bucket ?versioning
PutBucketVersioning PUT bucket ?versioning
GetBucketPolicy GET bucket ?policy
PutBucketPolicy PUT bucket ?policy
DeleteBucketPolicy DELETE bucket ?policy
GetBucketPolicyStatus GET bucket ?policyStatus
GetBucketEncryption GET bucket ?encryption
PutBucketEncryption PUT bucket ?encryption
DeleteBucketEncryption DELETE bucket ?encryption
GetPublicAccessBlock GET bucket ?publicAccessBlock
PutPublicAccessBlock PUT bucket ?publicAccessBlock
DeletePublicAccessBlock DELETE bucket ?publicAccessBlock
GetBucketLifecycleConfiguration GET bucket ?lifecycle
PutBucketLifecycleConfiguration PUT bucket ?lifecycle
DeleteBucketLifecycle DELETE bucket ?lifecycle
GetBucketAcl GET bucket ?acl
PutBucketAcl PUT bucket ?acl
GetBucketCors GET bucket ?cors
PutBucketCors PUT bucket ?cors
DeleteBucketCors DELETE bucket ?cors
GetBucketTagging GET bucket ?tagging
PutBucketTagging PUT bucket ?tagging
DeleteBucketTagging DELETE bucket ?tagging
GetBucketNotificationConfiguration GET bucket ?notification
PutBucketNotificationConfiguration PUT bucket ?notification
GetBucketLogging GET bucket ?logging
PutBucketLogging PUT bucket ?logging
GetBucketOwnershipControls GET bucket ?ownershipControls
PutBucketOwnershipControls PUT bucket ?ownershipControls
DeleteBucketOwnershipControls DELETE bucket ?ownershipControls
GetBucketReplication GET bucket ?replication
PutBucketReplication PUT bucket ?replication
DeleteBucketReplication DELETE bucket ?replication
GetBucketRequestPayment GET bucket ?requestPayment
PutBucketRequestPayment PUT bucket ?requestPayment
GetBucketWebsite GET bucket ?website
PutBucketWebsite PUT bucket ?website
DeleteBucketWebsite DELETE bucket ?website
GetBucketAccelerateConfiguration GET bucket ?accelerate
PutBucketAccelerateConfiguration PUT bucket ?accelerate
GetObjectLockConfiguration GET bucket ?object-lock
PutObjectLockConfiguration PUT bucket ?object-lock
ListBucketAnalyticsConfigurations GET bucket ?analytics
ListBucketInventoryConfigurations GET bucket ?inventory
ListBucketMetricsConfigurations GET bucket ?metrics
ListBucketIntelligentTieringConfigurations GET bucket ?intelligent-tiering
CreateSession GET bucket ?session
ListObjectVersions GET bucket ?versions
ListMultipartUploads GET bucket ?uploads
ListObjectsV2 GET bucket ?list-type
ListObjects GET bucket
DeleteObjects POST bucket ?delete
PostObject POST bucket
CreateBucket PUT bucket
DeleteBucket DELETE bucket
HeadBucket HEAD bucket
GetObjectAcl GET object ?acl
PutObjectAcl PUT object ?acl
GetObjectTagging GET object ?tagging
PutObjectTagging PUT object ?tagging
DeleteObjectTagging DELETE object ?tagging
GetObjectAttributes GET object ?attributes
GetObjectLegalHold GET object ?legal-hold
PutObjectLegalHold PUT object ?legal-hold
GetObjectRetention GET object ?retention
PutObjectRetention PUT object ?retention
GetObjectTorrent GET object ?torrent
RestoreObject POST object ?restore
SelectObjectContent POST object ?select
RenameObject PUT object ?renameObject
CreateMultipartUpload POST object ?uploads
UploadPartCopy PUT object ?uploadId x-amz-copy-source
UploadPart PUT object ?uploadId
CompleteMultipartUpload POST object ?uploadId
AbortMultipartUpload DELETE object ?uploadId
ListParts GET object ?uploadId
CopyObject PUT object x-amz-copy-source
PutObject PUT object
GetObject GET object
HeadObject HEAD object
DeleteObject DELETE object
`
  .trim()
  .split("\n")
  .map(route);
