const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** A time as signatures have it, `20260101T000000Z`, and in milliseconds; undefined where the text is none. Takes HTTP's dates too. */
export function awsTime(text: string): { readonly text: string; readonly at: number } | undefined {
  const basic = BASIC.test(text);
  const at = Date.parse(basic ? text.replace(BASIC, "$1-$2-$3T$4:$5:$6Z") : text);
  return Number.isNaN(at) ? undefined : { text: writeAwsTime(at), at };
}

/** `20260101T000000Z` */
export function writeAwsTime(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
}
