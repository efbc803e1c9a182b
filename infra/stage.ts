/** Data outlives a deployment and refuses deletion; other stages disappear with `sst remove`. */
export const production = $app.stage === "production";

/** How changes leave the registry table: a function on the stream, or an EventBridge pipe on stages named `…-pipe`. */
export const captureBy: "stream" | "pipe" = $app.stage.endsWith("-pipe") ? "pipe" : "stream";

/**
 * Where CloudTrail's records of the data store's calls come from, as `TRIBUTARY_CALL_RECORDS` says: a trail of this stage
 * (`trail`, unless given), one that the account has (`account`; a second trail is billed), or nowhere (`off`).
 */
export const callRecords = callRecordsFromEnvironment();

function callRecordsFromEnvironment(): "trail" | "account" | "off" {
  const given = process.env.TRIBUTARY_CALL_RECORDS || "trail";
  if (given === "trail" || given === "account" || given === "off") return given;
  throw new Error("TRIBUTARY_CALL_RECORDS is trail, account or off.");
}

/** ARN of the SNS topic that every alarm notifies: `TRIBUTARY_ALARM_TOPIC` where the program is deployed. None unless given. */
export const alarmTopic = topicFromEnvironment();

function topicFromEnvironment(): string | undefined {
  const arn = process.env.TRIBUTARY_ALARM_TOPIC;
  if (arn === undefined || arn === "") return undefined;
  if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/.test(arn))
    throw new Error("TRIBUTARY_ALARM_TOPIC is not the ARN of an SNS topic.");
  return arn;
}
