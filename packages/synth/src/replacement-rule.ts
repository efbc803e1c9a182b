/** Changes of one input that make the provider replace the resource. */
export interface Replacing {
  /**
   * `changed`: any change. `set`: a change to a value; leaving it out keeps what is there. `left`: a change away from a value.
   * `decreased`: a smaller number.
   */
  readonly when: "changed" | "set" | "left" | "decreased";
  /** The value of an absent input. */
  readonly absent?: string | boolean;
  /** What a change loses although the resource stays. */
  readonly loses?: string;
}

/** A resource type, as the comparison of two graphs sees it. */
export interface ReplacementRule {
  /** What is lost with a resource, as the subject of a sentence; absent for a type that holds no data. */
  readonly holds?: string;
  /** AWS chooses its id: another resource has other ids, even under the same name. */
  readonly assignedId?: true;
  /** By path of the input. */
  readonly replaces: Readonly<Record<string, Replacing>>;
}
