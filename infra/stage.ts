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

/**
 * Systems whose identifiers name one person wherever they stand: a Patient of the data store and a row of the registry that
 * share one become one. `TRIBUTARY_TRUSTED_SYSTEMS` lists them, separated by blanks, where the program is deployed; none
 * unless given, and one for the demonstration on this machine. Trust those alone that nobody shares or gives out again.
 */
export const trustedSystems: readonly string[] = /^local(-pipe)?$/.test($app.stage)
  ? ["urn:tributary:demo:person"]
  : (process.env.TRIBUTARY_TRUSTED_SYSTEMS ?? "").split(/\s+/).filter(system => system !== "");
