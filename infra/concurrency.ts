import { production } from "./stage.ts";

/**
 * How many batches a consumer works on at once in production. What it calls sets the number: DynamoDB takes more than
 * the data store, whose writes and searches are limited by account.
 */
const atOnce: Readonly<Record<string, number>> = {
  Timeline: 20,
  FhirSync: 5,
  HealthLakeNotices: 10,
  HealthLakeWindows: 2,
  RegistryPublished: 20,
  RegistryComparison: 2,
};

/** Least that Lambda takes. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const fewest = 2;

/** How many batches a consumer works on at once: the table's number in production, the fewest elsewhere. */
export function maximumConcurrency(consumer: string): number {
  const number = atOnce[consumer];
  if (number === undefined) throw new Error(`infra/concurrency.ts has no number for the consumer ${consumer}`);
  return production ? number : fewest;
}

/**
 * Invocations kept free for a consumer, so that no other function of the account starves it. In production alone: a new
 * account has ten in all. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const reservedConcurrency = (consumer: string): number | undefined =>
  production ? maximumConcurrency(consumer) : undefined;
