const reasons: Readonly<Record<string, string>> = {
  "(size)": "because the search took too many steps",
  "(time)": "because the search took too long",
  "(large)": "because the schemas are too large to compile",
  "(compile)": "because the schemas took too long to compile",
  "(depth)": "because the schemas nest too deeply",
  "(unconfirmed)": "because ajv does not confirm the payload that was found",
};

/** Why nothing was decided, as a message ends: by the keyword that a finding names. */
export const unknownReason = (keyword: string): string => reasons[keyword] ?? `because of "${keyword}"`;
