import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalWord } from "../read-input.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readDelete, readPut, readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { RETURN_VALUES, returnedAttributes } from "../writes/returned-attributes.ts";

const writing = (read: typeof readPut, returnable: readonly (typeof RETURN_VALUES)[number][]) => {
  return (input: Input, context: OperationContext): object => {
    const request = read(context, input);
    refuseCollectionMetrics(input, [request.table]);
    const returned = optionalWord(input, "ReturnValues", returnable) ?? "NONE";
    const capacity = capacityReport(input);
    const outcome = performWrite(context, request);
    if (input.ReturnConsumedCapacity) capacity.addWrite(request.table, outcome.before?.item, outcome.after);
    const attributes = returnedAttributes(returned, request, outcome);
    return { ...(attributes ? { Attributes: attributes } : {}), ...capacity.one() };
  };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = writing(readPut, ["NONE", "ALL_OLD"]);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = writing(readUpdate, RETURN_VALUES);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = writing(readDelete, ["NONE", "ALL_OLD"]);
