import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type Bearing, bearingOn, type SubjectNames } from "./subject-names.ts";

/** Options of `eraseObjects` and `findObjects`. */
export interface EraseObjectsOptions {
  readonly s3: S3Client;
  readonly pace: (done: number) => Promise<void>;
}

/** What a bucket holds about a subject. */
export interface ObjectFindings {
  /** Keys of objects with a version about it. */
  readonly keys: readonly string[];
  /** Those versions. */
  readonly found: number;
  /** Versions whose subject is unknown. */
  readonly unreadable: number;
}

/** All versions and delete markers of one key, newest first. */
interface Versions {
  readonly key: string;
  readonly versions: ObjectVersion[];
  readonly markers: DeleteMarkerEntry[];
}

/** Objects read at once. */
const AT_ONCE = 8;

/** Reads every version of every object in a bucket, and returns those about a subject. */
export async function findObjects(
  bucket: string,
  names: SubjectNames,
  { s3, pace }: EraseObjectsOptions,
): Promise<ObjectFindings> {
  const sum = { keys: [] as string[], found: 0, unreadable: 0 };
  let group: Versions[] = [];
  const judge = async () => {
    const judged = await Promise.all(group.map(one => bearings(bucket, one, names, s3)));
    for (const [index, each] of judged.entries()) {
      const found = each.filter(({ about }) => about === "subject" || about === "part").length;
      if (found > 0) sum.keys.push(group[index]?.key ?? "");
      sum.found += found;
      sum.unreadable += each.filter(({ about }) => about === "unreadable").length;
    }
    await pace(judged.flat().length);
    group = [];
  };
  for await (const one of keysOf(bucket, "", s3)) {
    group.push(one);
    if (group.length === AT_ONCE) await judge();
  }
  await judge();
  return sum;
}

/**
 * Erases a subject from a bucket: each version about it by its id, then the delete markers of keys with no version left. A
 * batch with others' records is first rewritten without the subject's. Repeatable after a crash.
 */
export async function eraseObjects(
  Bucket: string,
  keys: readonly string[],
  names: SubjectNames,
  { s3, pace }: EraseObjectsOptions,
): Promise<void> {
  for (const Key of keys)
    for await (const one of keysOf(Bucket, Key, s3)) {
      if (one.key !== Key) continue;
      let left = one.versions.length;
      const judged = await bearings(Bucket, one, names, s3);
      for (const [index, bearing] of judged.entries()) {
        const { VersionId, IsLatest } = one.versions[index] ?? {};
        if (bearing.about === "others" || bearing.about === "unreadable") continue;
        if (bearing.about === "part" && IsLatest) {
          const write = { Bucket, Key, Body: bearing.rest, ContentType: "application/json" };
          const { VersionId: written = "null" } = await s3.send(new PutObjectCommand(write));
          // In a bucket without versions it has taken the place of the old one.
          if (written === VersionId) continue;
          left++;
        }
        await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
        left--;
      }
      // A marker alone still tells that something was there.
      if (left === 0)
        for (const { VersionId } of one.markers) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      await pace(judged.length);
    }
}

async function bearings(Bucket: string, { key: Key, versions }: Versions, names: SubjectNames, s3: S3Client) {
  const judged: Bearing[] = [];
  for (const { VersionId } of versions) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    judged.push(bearingOn((await Body?.transformToString()) ?? "", names));
  }
  return judged;
}

/** Every key with all that is kept under it. S3 lists them by key, over pages. */
async function* keysOf(Bucket: string, Prefix: string, s3: S3Client): AsyncGenerator<Versions> {
  let current: Versions | undefined;
  let place: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...place }));
    const { Versions: versions = [], DeleteMarkers: markers = [] } = page;
    const keys = new Set([...versions, ...markers].map(({ Key = "" }) => Key));
    for (const key of [...keys].sort(byBytes)) {
      if (current !== undefined && current.key !== key) {
        yield current;
        current = undefined;
      }
      current ??= { key, versions: [], markers: [] };
      current.versions.push(...versions.filter(({ Key }) => Key === key));
      current.markers.push(...markers.filter(({ Key }) => Key === key));
    }
    if (!page.IsTruncated) break;
    place = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  if (current !== undefined) yield current;
}

/** As S3 orders keys: by the bytes of their UTF-8. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
