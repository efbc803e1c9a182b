/** Which changes of one input make the provider put another resource in the place of the old one. */
export interface Replacing {
  /**
   * `changed`: any change. `set`: a change to a value; leaving it out keeps what is there. `left`: a change away from a value.
   * `decreased`: a smaller number.
   */
  readonly when: "changed" | "set" | "left" | "decreased";
  /** What an absent input stands for. */
  readonly absent?: string | boolean;
  /** What a change loses, where the resource itself stays. */
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
