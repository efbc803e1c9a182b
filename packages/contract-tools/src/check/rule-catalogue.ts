import { docsPage } from "../docs-page.ts";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";

/** A rule's summary and default severity. */
export interface RuleInfo {
  readonly severity: Severity;
  /** One sentence, the first of its page in `docs/rules`. */
  readonly summary: string;
  /** It cannot be turned down or suppressed: what follows from the contracts would be meaningless. */
  readonly firm?: true;
  /** It is checked only against a resource graph. */
  readonly needsGraph?: true;
}

/** The rules, by stable id; each has its page `docs/rules/<id>.md`. */
export const ruleCatalogue: Readonly<Record<string, RuleInfo>> = {
  "unreadable-file": { severity: "error", summary: "A file is not YAML or JSON.", firm: true },
  "asyncapi-version": { severity: "error", summary: "The document is not AsyncAPI 3.", firm: true },
  asyncapi: {
    severity: "error",
    summary: "`@asyncapi/parser`, the authority on AsyncAPI, rejects the document.",
    firm: true,
  },
  "reference-circular": { severity: "error", summary: "A `$ref` in the document refers back to itself.", firm: true },
  "reference-remote": { severity: "error", summary: "A `$ref` points to the network.", firm: true },
  "channel-without-eventbridge": {
    severity: "error",
    summary: "A channel has no `x-eventbridge`.",
    firm: true,
  },
  "channel-without-schema": {
    severity: "error",
    summary: "No message of a channel refers to a schema file.",
    firm: true,
  },
  "operation-without-service": {
    severity: "error",
    summary: "An operation has no valid `x-service`.",
    firm: true,
  },
  "operation-message": {
    severity: "error",
    summary: "An operation's `messages` do not refer to the message of its channel.",
    firm: true,
  },
  "channel-address": { severity: "error", summary: "The address of a channel is not `<bus>/<detail-type>`." },
  "message-name": { severity: "error", summary: "The key or name of a message is not its detail-type." },
  "schema-file-name": { severity: "error", summary: "A schema file is not named after its detail-type." },
  "schema-id-name": { severity: "error", summary: "The `$id` of a schema does not end in its file name." },
  "event-source": {
    severity: "error",
    summary: "The source of an event is not `<sourcePrefix><sending service>`, or nearly begins like own ones.",
  },
  "operation-name": {
    severity: "error",
    summary: "An operation is not named `<service>Sends<Event>` or `<service>Receives<Event>`.",
  },
  "event-duplicate": { severity: "error", summary: "Two channels on one bus have the same detail-type." },
  "reception-without-sender": { severity: "error", summary: "A service receives an event that no service sends." },
  "reception-duplicate": { severity: "error", summary: "A service receives one event through two operations." },
  "event-without-sender": { severity: "warning", summary: "No operation sends an event." },
  "event-without-receiver": { severity: "warning", summary: "No operation receives an event." },
  "event-with-senders": { severity: "error", summary: "Two services send the same event." },
  "delivery-promise": {
    severity: "error",
    summary: "A sender promises less than a receiver asks for.",
  },
  "filter-invalid": { severity: "error", summary: "EventBridge would reject a content filter." },
  "filter-too-long": {
    severity: "error",
    summary: "A content filter makes the pattern of its rule longer than EventBridge allows.",
  },
  "filter-path-unknown": {
    severity: "error",
    summary: "A content filter tests a field that the event does not have.",
  },
  "filter-value-impossible": {
    severity: "error",
    summary: "A content filter tests for a value that the field can never have.",
  },
  "filter-on-claim-check": {
    severity: "error",
    summary: "A content filter tests `data` of an event that may travel by claim check.",
  },
  "filter-undecided": {
    severity: "warning",
    summary: "Could not decide whether any event matches a content filter.",
  },
  "schema-without-id": { severity: "error", summary: "A schema has no `$id`.", firm: true },
  "schema-id-duplicate": { severity: "error", summary: "Two schemas have the same `$id`.", firm: true },
  "schema-dialect": {
    severity: "error",
    summary: "`$schema` is missing, unsupported, or differs from that of a referring schema.",
    firm: true,
  },
  "schema-invalid": { severity: "error", summary: "A schema violates its dialect.", firm: true },
  "schema-not-strict": {
    severity: "error",
    summary: "A part of a schema is legal, but restricts nothing or far less than intended.",
    firm: true,
  },
  "format-unknown": { severity: "warning", summary: "A `format` is unknown and checks nothing." },
  "schema-reference-missing": { severity: "error", summary: "A `$ref` in a schema cannot be resolved.", firm: true },
  "schema-reference-dynamic": {
    severity: "error",
    summary: "A schema uses `$dynamicRef` or `$recursiveRef`.",
    firm: true,
  },
  "schema-reference-siblings": {
    severity: "warning",
    summary: "A `$ref` in a draft-07 schema has sibling keywords.",
  },
  "schema-reference-circular": {
    severity: "error",
    summary: "A `$ref` in a schema refers back to itself without going into the value.",
    firm: true,
  },
  "schema-unused": { severity: "warning", summary: "A schema belongs to no event." },
  "file-too-large": { severity: "error", summary: "A file is larger than 4 MiB.", firm: true },
  "event-envelope": {
    severity: "error",
    summary: "The schema of an event is not an object with `metadata` and `data`.",
  },
  "field-unclassified": { severity: "error", summary: "A field of an event has no data classification." },
  "classification-free-text": {
    severity: "warning",
    summary: "A field classified `none` may hold a name or an e-mail address.",
  },
  "field-unbounded": { severity: "warning", summary: "A field has no size limit." },
  "extension-undescribed": { severity: "error", summary: "No schema describes an `x-` extension." },
  "extension-invalid": { severity: "error", summary: "An extension violates the schema that describes it." },
  "example-not-valid": { severity: "error", summary: "A valid example fails validation." },
  "example-not-invalid": { severity: "error", summary: "An invalid example passes validation." },
  "example-other-violation": {
    severity: "error",
    summary: "An invalid example fails for another reason than it states.",
  },
  "example-takes-long": { severity: "error", summary: "Validating an example takes more than a second." },
  "example-malformed": { severity: "error", summary: "An invalid example does not state where and why it fails." },
  "example-without-event": { severity: "error", summary: "A folder of examples belongs to no event." },
  "example-missing": { severity: "warning", summary: "An event has no valid example or no invalid one." },
  "example-unread": { severity: "warning", summary: "A file among the examples is where none are read." },
  "released-without-event": {
    severity: "error",
    summary: "A released event is no longer in the contracts.",
    firm: true,
  },
  "released-changed": {
    severity: "error",
    summary: "A released revision is missing or was edited.",
    firm: true,
  },
  "graph-unreadable": { severity: "error", summary: "The file given as resource graph is not one.", firm: true },
  "bus-unknown": {
    severity: "error",
    summary: "A channel or a rule names a bus that the program does not create.",
    needsGraph: true,
  },
  "rule-without-event": {
    severity: "error",
    summary: "A rule selects a source and detail-type that no event of the contracts has.",
    needsGraph: true,
  },
  "rule-invalid": { severity: "error", summary: "EventBridge would reject the pattern of a rule.", needsGraph: true },
  "rule-never-matches": {
    severity: "error",
    summary: "No event of the contracts matches a rule in the graph.",
    needsGraph: true,
  },
  "rule-undecided": {
    severity: "warning",
    summary: "Could not decide whether any event matches a rule in the graph.",
    needsGraph: true,
  },
  "rule-overlap": {
    severity: "error",
    summary: "Two rules deliver the same event to the same target.",
    needsGraph: true,
  },
  "reception-without-rule": {
    severity: "error",
    summary: "No rule delivers an event to a service that receives it by contract.",
    needsGraph: true,
  },
  "rule-without-reception": {
    severity: "error",
    summary: "A rule delivers an event to a function that does not receive it by contract.",
    needsGraph: true,
  },
  "graph-stale": {
    severity: "warning",
    summary: "The graph is older than the program or the contracts.",
    needsGraph: true,
  },
  "not-wired-yet": {
    severity: "warning",
    summary: "The program does not have a bus, sender or receiver of the contracts yet.",
    needsGraph: true,
  },
  "target-input-changed": {
    severity: "error",
    summary: "A target does not receive the event that its contract describes.",
    needsGraph: true,
  },
  "target-without-dead-letters": {
    severity: "error",
    summary: "A target, pipe, queue or mapping drops what it cannot deliver.",
    needsGraph: true,
  },
  "name-too-long": {
    severity: "error",
    summary: "The name of a resource is longer than AWS allows.",
    needsGraph: true,
  },
  "property-refused": {
    severity: "error",
    summary: "An input of a resource is not what AWS takes.",
    needsGraph: true,
  },
  "visibility-too-short": {
    severity: "error",
    summary: "A queue hides its messages for less time than the function that reads it may take.",
    needsGraph: true,
  },
  "fifo-mismatch": {
    severity: "error",
    summary: "A FIFO queue is named, read or sent to as a standard one, or the other way round.",
    needsGraph: true,
  },
  "stream-not-enabled": {
    severity: "error",
    summary: "A mapping or pipe reads the stream of a table that has none.",
    needsGraph: true,
  },
  "role-not-trusting": {
    severity: "error",
    summary: "A role does not trust the service that acts as it.",
    needsGraph: true,
  },
  "key-not-for-service": {
    severity: "error",
    summary: "A key does not let a service use it that encrypts with it, or sends to what is encrypted with it.",
    needsGraph: true,
  },
  "pattern-refused": {
    severity: "error",
    summary: "AWS would reject the pattern of an archive, or the filter of a mapping or pipe.",
    needsGraph: true,
  },
  "quota-exceeded": {
    severity: "error",
    summary: "Several resources or inputs together are more than AWS allows.",
    needsGraph: true,
  },
  "table-keys-differ": {
    severity: "error",
    summary: "The attributes of a table are not those of its keys, or its indexes do not fit.",
    needsGraph: true,
  },
  "source-settings-refused": {
    severity: "error",
    summary: "A mapping or pipe has settings that its source does not take, or lacks one that it needs.",
    needsGraph: true,
  },
  "delivery-order": {
    severity: "error",
    summary: "`x-delivery` promises an order that the wiring does not keep.",
    needsGraph: true,
  },
  "delivery-dedupe": {
    severity: "error",
    summary: "`x-delivery` promises deduplication by a field that an event may lack.",
    needsGraph: true,
  },
  "delivery-age": {
    severity: "error",
    summary: "An event may be delivered after its receiver's `maxAge`.",
  },
  "delivery-replay": {
    severity: "error",
    summary: "`x-delivery` promises replay, but no archive keeps the events.",
    needsGraph: true,
  },
  "event-size": {
    severity: "warning",
    summary: "The largest event that a contract allows exceeds the limit of a hop.",
    needsGraph: true,
  },
  "grant-too-wide": {
    severity: "error",
    summary: "A role may publish more than its service sends by contract.",
    needsGraph: true,
  },
  "grant-missing": {
    severity: "error",
    summary: "A service may not publish an event that it sends, or not access claim-check data of its events.",
    needsGraph: true,
  },
  "compat-break": { severity: "error", summary: "A change to an event breaks a consumer.", firm: true },
  "compat-unknown": {
    severity: "error",
    summary: "Could not decide whether a change to an event breaks a consumer.",
    firm: true,
  },
  "compat-removed": { severity: "error", summary: "An event that a service receives was removed.", firm: true },
  "compat-declassified": {
    severity: "error",
    summary: "A field's data classification is weaker than before.",
    firm: true,
  },
  "compat-claim-check": {
    severity: "error",
    summary: "An event's data may come as a reference that older receivers cannot read.",
    firm: true,
  },
  "pattern-mismatch": { severity: "error", summary: "An event does not meet a condition of a pattern.", firm: true },
  "pattern-never-matches": { severity: "error", summary: "No event matches a pattern or a part of it.", firm: true },
  "pattern-undecided": {
    severity: "error",
    summary: "Could not decide whether any event matches a pattern.",
    firm: true,
  },
  "suppression-without-reason": { severity: "error", summary: "A suppression gives no reason.", firm: true },
  "suppression-unused": { severity: "warning", summary: "A suppression suppresses nothing." },
};

/** A rule by its id; the rules of `@asyncapi/parser` go under its one entry. */
export const ruleInfo = (id: string): RuleInfo => ruleCatalogue[id] ?? ruleCatalogue.asyncapi!;

/** A rule's id and severity, as a diagnostic states them. */
export const ofRule = (rule: string): Pick<Diagnostic, "rule" | "severity"> => ({
  rule,
  severity: ruleInfo(rule).severity,
});

/** The path of the page of a rule, from the root of the repository. */
export const rulePage = (id: string): string =>
  docsPage(`rules/${Object.hasOwn(ruleCatalogue, id) ? id : "asyncapi"}.md`);
