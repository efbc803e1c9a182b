/** EventBridge, Lambda and Pipes accept -1 for "without end"; a day is what they keep at most. */
export const bounded = (value: number, most: number): boolean => value >= 0 && value <= most;

/** Seconds. */
export const day = 86_400;
