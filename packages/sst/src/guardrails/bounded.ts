/** EventBridge, Lambda and Pipes accept -1 for "no limit"; they keep an event for a day at most. */
export const bounded = (value: number, most: number): boolean => value >= 0 && value <= most;

/** Seconds. */
export const day = 86_400;
