// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what SQS refuses.
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** What SQS says of text that has characters it refuses, in a body or in an attribute. */
export const INVALID_CHARACTERS =
  "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

/** Whether a message may hold the text: characters of XML 1.0. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function isMessageText(text: string): boolean {
  return !REFUSED.test(text) && text.isWellFormed();
}
