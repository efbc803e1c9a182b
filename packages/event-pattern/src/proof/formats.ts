import type { Formats } from "./proof.ts";

const may = {
  date: "^\\d{4}-\\d\\d-\\d\\d$",
  time: "^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([zZ]|[+-]\\d\\d(:?\\d\\d)?)?$",
  dateTime: "^\\d{4}-\\d\\d-\\d\\d[tT\\s]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([zZ]|[+-]\\d\\d(:?\\d\\d)?)?$",
};
const safeDate = "(19|20)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])";
const safeTime = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-](0\\d|1[0-2]):[0-5]\\d)";
const byte = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
const label = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";

/** What is known of the common formats; both patterns hold whether a validator asserts the format strictly or loosely. */
export const knownFormats: Formats = {
  "date-time": { may: may.dateTime, must: `^${safeDate}T${safeTime}$` },
  date: { may: may.date, must: `^${safeDate}$` },
  time: { may: may.time, must: `^${safeTime}$` },
  uuid: {
    may: "^([uU][rR][nN]:[uU][uU][iI][dD]:)?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
    must: "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
  },
  email: { may: "@", must: `^[a-z0-9]{1,32}@${label}\\.[a-z]{2,12}$` },
  hostname: { must: `^${label}(\\.${label}){0,3}$` },
  ipv4: { may: "^\\d+\\.\\d+\\.\\d+\\.\\d+$", must: `^${byte}(\\.${byte}){3}$` },
  ipv6: { may: "^[0-9a-fA-F:.%]*$", must: "^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}$" },
  uri: { may: ":", must: `^https://${label}\\.[a-z]{2,12}(/[a-z0-9]{1,32}){0,8}$` },
};
