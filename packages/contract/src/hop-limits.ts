/**
 * The bytes that EventBridge wraps around a detail on its way to a target: version, id, account, time, region and resources.
 */
export const EVENT_ENVELOPE_BYTES = 512;
