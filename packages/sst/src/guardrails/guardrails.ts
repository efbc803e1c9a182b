import { actionsExist } from "./actions-exist.ts";
import { awsTakesIt } from "./aws-takes-it.ts";
import { bucketsAreClosed } from "./buckets-are-closed.ts";
import { bucketsSayWhoReadsAndWhenTheyForget } from "./buckets-say-who-reads-and-when-they-forget.ts";
import { callsAreRecorded } from "./calls-are-recorded.ts";
import { consumersAreBounded } from "./consumers-are-bounded.ts";
import { consumersHaveTime } from "./consumers-have-time.ts";
import { deadLettersOutliveTheirSource } from "./dead-letters-outlive-their-source.ts";
import { deadLettersRaiseAlarms } from "./dead-letters-raise-alarms.ts";
import { everyTypeIsJudged } from "./every-type-is-judged.ts";
import { everythingIsEncrypted } from "./everything-is-encrypted.ts";
import { functionsAreExplicit } from "./functions-are-explicit.ts";
import { functionsRaiseAlarms } from "./functions-raise-alarms.ts";
import type { Guardrail } from "./graph-view.ts";
import { leasesEndInTime } from "./leases-end-in-time.ts";
import { noWildcards } from "./no-wildcards.ts";
import { noticesCanArrive } from "./notices-can-arrive.ts";
import { pipesAreBounded } from "./pipes-are-bounded.ts";
import { productionIsKept } from "./production-is-kept.ts";
import { publishingIsConditioned } from "./publishing-is-conditioned.ts";
import { quarantineRaisesAlarms } from "./quarantine-raises-alarms.ts";
import { queuesHaveDeadLetters } from "./queues-have-dead-letters.ts";
import { queuesRaiseAlarmsInTime } from "./queues-raise-alarms-in-time.ts";
import { queuesRefuseHttp } from "./queues-refuse-http.ts";
import { servicesActForUsOnly } from "./services-act-for-us-only.ts";
import { streamMappingsAreBounded } from "./stream-mappings-are-bounded.ts";
import { streamsBringBothImages } from "./streams-bring-both-images.ts";
import { streamsHaveTwoReadersAtMost } from "./streams-have-two-readers-at-most.ts";
import { tablesCanBeRestored } from "./tables-can-be-restored.ts";
import { targetsAreBounded } from "./targets-are-bounded.ts";

/** Every guardrail, by name. */
export const guardrails: Readonly<Record<string, Guardrail>> = {
  noWildcards,
  actionsExist,
  publishingIsConditioned,
  servicesActForUsOnly,
  queuesHaveDeadLetters,
  deadLettersRaiseAlarms,
  targetsAreBounded,
  pipesAreBounded,
  streamMappingsAreBounded,
  streamsBringBothImages,
  streamsHaveTwoReadersAtMost,
  leasesEndInTime,
  consumersHaveTime,
  queuesRaiseAlarmsInTime,
  functionsRaiseAlarms,
  quarantineRaisesAlarms,
  deadLettersOutliveTheirSource,
  consumersAreBounded,
  bucketsSayWhoReadsAndWhenTheyForget,
  queuesRefuseHttp,
  callsAreRecorded,
  everythingIsEncrypted,
  noticesCanArrive,
  everyTypeIsJudged,
  bucketsAreClosed,
  functionsAreExplicit,
  tablesCanBeRestored,
  awsTakesIt,
  productionIsKept,
};
