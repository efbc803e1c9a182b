import type { HealthLakeContext } from "./behaviour.ts";
import { isResourceType, resourceTypes } from "./search/search-parameters.ts";

type Behaving = Pick<HealthLakeContext, "behaviour">;

/** What subscriptions are made of: always there. */
const PLUMBING = ["Subscription", "SubscriptionTopic"];

/** Whether data stores take resources of a type. */
export function isSupported({ behaviour }: Behaving, type: string): boolean {
  const { supportedTypes } = behaviour;
  if (supportedTypes === undefined || PLUMBING.includes(type)) return isResourceType(type);
  return supportedTypes.includes(type) && isResourceType(type);
}

/** The names of the resource types that data stores take. */
export function supportedTypes(context: Behaving): readonly string[] {
  return resourceTypes().filter(type => isSupported(context, type));
}
