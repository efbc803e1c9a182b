import { invalid } from "./validation.ts";

/** A tag, as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Most tags of a resource. https://docs.aws.amazon.com/healthlake/latest/APIReference/API_TagResource.html */
const TAGS_MAX = 200;

/** Tags by key. */
export function readTags(tags: readonly Tag[] = []): Record<string, string> {
  if (tags.length > TAGS_MAX) throw invalid(`At most ${TAGS_MAX} tags are allowed.`);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Tags in the API's shape. */
export function writeTags(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
