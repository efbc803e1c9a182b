/** In production, data refuses deletion and outlives the deployment; other stages disappear with `sst remove`. */
export const production = $app.stage === "production";

/** Captures the registry's changes with a function on the stream, or with an EventBridge pipe on stages named `…-pipe`. */
export const captureBy: "stream" | "pipe" = $app.stage.endsWith("-pipe") ? "pipe" : "stream";

/**
 * Source of CloudTrail's records of the data store's calls, set by `TRIBUTARY_CALL_RECORDS`: a trail of this stage (`trail`,
 * the default), the account's own (`account`; AWS bills a second trail), or none (`off`).
 */
export const callRecords = callRecordsFromEnvironment();

function callRecordsFromEnvironment(): "trail" | "account" | "off" {
  const given = process.env.TRIBUTARY_CALL_RECORDS || "trail";
  if (given === "trail" || given === "account" || given === "off") return given;
  throw new Error("TRIBUTARY_CALL_RECORDS is trail, account or off.");
}

/** ARN of the SNS topic that every alarm notifies, set by `TRIBUTARY_ALARM_TOPIC` at deployment. Optional. */
export const alarmTopic = topicFromEnvironment();

function topicFromEnvironment(): string | undefined {
  const arn = process.env.TRIBUTARY_ALARM_TOPIC;
  if (arn === undefined || arn === "") return undefined;
  if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/.test(arn))
    throw new Error("TRIBUTARY_ALARM_TOPIC is not the ARN of an SNS topic.");
  return arn;
}
