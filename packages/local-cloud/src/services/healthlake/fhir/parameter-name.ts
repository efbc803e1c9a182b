/** A parameter's name as it may be repeated: names are no values, but what is no name may be one. */
export function named(code: string): string {
  return /^_?[a-z][a-z-]{0,40}$/i.test(code) ? code : "(not a name)";
}
