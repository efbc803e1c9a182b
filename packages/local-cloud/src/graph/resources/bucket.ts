import { type Deployment, knownInputs, type ResourceType } from "../resource-type.ts";

interface Versions {
  readonly Versions: readonly Version[];
  readonly DeleteMarkers: readonly Version[];
}
interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

/** aws:s3/bucket:Bucket */
export const bucket: ResourceType = {
  create(resource, { call }) {
    const { bucket: name } = knownInputs(resource, ["bucket"], ["forceDestroy", "tagsAll"]);
    call("s3", "CreateBucket", { Bucket: name });
    return `arn:aws:s3:::${String(name)}`;
  },
  update(resource) {
    knownInputs(resource, ["bucket"], ["forceDestroy", "tagsAll"]);
    return undefined;
  },
  drop({ inputs }, { call }) {
    // Without it, AWS refuses to delete a bucket with objects in it.
    if (inputs.forceDestroy === true) empty(String(inputs.bucket), call);
    call("s3", "DeleteBucket", { Bucket: inputs.bucket });
  },
};

function empty(Bucket: string, call: Deployment["call"]): void {
  for (;;) {
    const page = call<Versions>("s3", "ListObjectVersions", { Bucket });
    const Objects = [...page.Versions, ...page.DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    call("s3", "DeleteObjects", { Bucket, Delete: { Objects } });
  }
}
