import { AwsError } from "../../kernel/aws-error.ts";

// Codes, statuses and messages: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError("NoSuchBucket", "The specified bucket does not exist", {
    status: 404,
    members: { BucketName: bucket },
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404, members: { Key: key } });
}

export function noSuchVersion(key: string, version: string): AwsError {
  return new AwsError("NoSuchVersion", "The specified version does not exist.", {
    status: 404,
    members: { Key: key, VersionId: version },
  });
}

export function noSuchUpload(upload: string): AwsError {
  return new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404, members: { UploadId: upload } },
  );
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
    members: { Condition: condition },
  });
}

export function notModified(headers: { readonly ETag: string; readonly LastModified: Date }): AwsError {
  return new AwsError("NotModified", "Not Modified", { status: 304, members: headers });
}

export function invalidArgument(message: string, name: string, value?: unknown): AwsError {
  return new AwsError("InvalidArgument", message, {
    members: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
  });
}

/** The refusal of a member that the local cloud does not support; in a header, as S3 says it. */
export function notImplementedMember(member: string, header: string | undefined): AwsError {
  if (header === undefined) return notImplemented(`The local cloud does not support ${member}.`);
  return new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented.", {
    status: 501,
    members: { Header: header },
  });
}

export function notImplemented(message: string): AwsError {
  return new AwsError("NotImplemented", message, { status: 501 });
}

export function malformedXml(cause?: unknown): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    { cause },
  );
}
