/** Notified when a subscription waits for its activation. */
export const SUBSCRIPTIONS_SIGNAL = "healthlake:subscriptions";
