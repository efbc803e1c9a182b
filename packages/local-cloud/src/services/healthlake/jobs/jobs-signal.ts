/** Notified when a job was taken in, or is to be cancelled. */
export const JOBS_SIGNAL = "healthlake:jobs";
