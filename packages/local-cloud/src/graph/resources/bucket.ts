import { knownInputs, type ResourceType } from "../resource-type.ts";

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
};
