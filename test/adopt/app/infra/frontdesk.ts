/** Who comes when: one item a booking. */
export const bookings = new sst.aws.Dynamo("Bookings", {
  fields: { id: "string" },
  primaryIndex: { hashKey: "id" },
  stream: "new-and-old-images",
});

/** The events of the front desk. */
export const events = new aws.cloudwatch.EventBus("Events", { name: `frontdesk-${$app.stage}` });

const mailRule = new aws.cloudwatch.EventRule("MailRule", {
  eventBusName: events.name,
  eventPattern: JSON.stringify({ source: ["frontdesk.desk"], "detail-type": ["guest.arrived"] }),
});
const mail = new sst.aws.Queue("Mail");
new aws.cloudwatch.EventTarget("MailTarget", { eventBusName: events.name, rule: mailRule.name, arn: mail.arn });
mail.subscribe("src/mail.send");

new sst.aws.Function("Desk", { handler: "src/desk.handle", link: [bookings] });

export const outputs = { bookings: bookings.name, events: events.name };
