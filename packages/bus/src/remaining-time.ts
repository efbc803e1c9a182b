/** The part of Lambda's context that the bus uses. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}
