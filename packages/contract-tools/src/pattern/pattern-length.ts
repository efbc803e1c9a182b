/**
 * How many characters a pattern may have: by default, and once the quota was raised.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html ("Event pattern size"),
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html (EventPattern)
 */
export const USUAL_PATTERN = 2_048;
/** As PutRule states it: no quota goes beyond. */
export const LONGEST_PATTERN = 4_096;
/** The page of the limits. */
export const PATTERN_QUOTA = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";

/** The characters of a JSON text, but for the white space between its tokens, which deploying it does not keep. */
export const lengthOf = (text: string): number => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1").length;

/** Whether a JSON text is longer than that. */
export const hasMoreThan = (text: string, limit: number): boolean => text.length > limit && lengthOf(text) > limit;
