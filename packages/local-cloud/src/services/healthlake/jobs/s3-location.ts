/** A place in S3. */
export interface S3Location {
  readonly bucket: string;
  /** Empty, or with a slash at the end. */
  readonly prefix: string;
}

/** The bucket and prefix of `s3://bucket/prefix/`; undefined for any other text. */
export function s3Location(uri: unknown): S3Location | undefined {
  const [, bucket, path = ""] =
    typeof uri === "string" ? (/^s3:\/\/([a-z0-9.-]{3,63})(?:\/(.*))?$/.exec(uri) ?? []) : [];
  if (bucket === undefined) return undefined;
  return { bucket, prefix: path === "" || path.endsWith("/") ? path : `${path}/` };
}
