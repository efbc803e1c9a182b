/** Something that the import chose or left out, for the team to look at. */
export interface Decision {
  /** `orders.yaml#/components/messages/orderPlaced`: in the document read, or in the contracts written. */
  readonly place: string;
  readonly message: string;
}

export type Decide = (place: string, message: string) => void;
