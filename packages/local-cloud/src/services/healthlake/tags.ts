/** A tag, as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags by key. */
export function readTags(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Tags in the API's shape. */
export function writeTags(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
