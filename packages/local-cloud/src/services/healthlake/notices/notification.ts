import type { Version } from "../resources/version.ts";

/** The parts of a notification. */
export interface NotificationParts {
  /** Address of the data store, with a slash at the end. */
  readonly base: string;
  readonly bundleId: string;
  readonly statusId: string;
  readonly subscriptionId: string;
  readonly topicUrl: string;
  /** Counts the events of the subscription from 1, without gaps. */
  readonly number: number;
  readonly version: Version;
  /** The resource's JSON text, when the notification is to carry it. */
  readonly body: string | undefined;
}

const STATUS_PROFILE =
  "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";

/** A notification as the R5 backport has it in R4: a Bundle of type history, its status first. https://hl7.org/fhir/uv/subscriptions-backport/notifications.html */
export function notification({ base, number, version, body, ...parts }: NotificationParts): string {
  const { type, id, method, updatedAt } = version;
  const timestamp = new Date(updatedAt).toISOString();
  const subscription = `${base}Subscription/${parts.subscriptionId}`;
  const focus = `${base}${type}/${id}`;
  const part = [
    { name: "event-number", valueString: String(number) },
    { name: "timestamp", valueInstant: timestamp },
    { name: "focus", valueReference: { reference: focus } },
  ];
  const parameter = [
    { name: "subscription", valueReference: { reference: subscription } },
    { name: "topic", valueCanonical: parts.topicUrl },
    { name: "status", valueCode: "active" },
    { name: "type", valueCode: "event-notification" },
    { name: "events-since-subscription-start", valueString: String(number) },
    { name: "notification-event", part },
  ];
  const status = { resourceType: "Parameters", id: parts.statusId, meta: { profile: [STATUS_PROFILE] }, parameter };
  const first = JSON.stringify({
    fullUrl: `urn:uuid:${parts.statusId}`,
    resource: status,
    request: { method: "GET", url: `${subscription}/$status` },
    response: { status: "200" },
  });
  const request = JSON.stringify({
    request: { method: method === "PATCH" ? "PUT" : method, url: method === "POST" ? type : `${type}/${id}` },
    response: { status: version.version === 1 ? "201" : method === "DELETE" ? "204" : "200" },
  }).slice(1);
  const second = `{"fullUrl":${JSON.stringify(focus)},${body === undefined ? "" : `"resource":${body},`}${request}`;
  const head = JSON.stringify({ resourceType: "Bundle", id: parts.bundleId, type: "history", timestamp }).slice(0, -1);
  return `${head},"entry":[${first},${second}]}`;
}
