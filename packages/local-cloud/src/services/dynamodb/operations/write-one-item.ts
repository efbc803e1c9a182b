import type { CloudContext, OperationContext } from "../../../kernel/service.ts";
import type { DeleteItemInput, PutItemInput, UpdateItemInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readDelete, readPut, readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { returnedAttributes } from "../writes/returned-attributes.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const writing =
  <Input extends PutItemInput | DeleteItemInput | UpdateItemInput>(
    read: (input: Input) => (context: CloudContext) => WriteRequest,
  ) =>
  (input: Input, context: OperationContext): object => {
    const request = read(input)(context);
    refuseCollectionMetrics(input, [request.table]);
    const outcome = performWrite(context, request);
    const capacity = capacityReport(input);
    if (input.ReturnConsumedCapacity) capacity.addWrite(request.table, outcome.before?.item, outcome.after);
    const attributes = returnedAttributes(input.ReturnValues ?? "NONE", request, outcome);
    return { ...(attributes ? { Attributes: attributes } : {}), ...capacity.one() };
  };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = writing<PutItemInput>(input => readPut(input));

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = writing<UpdateItemInput>(readUpdate);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = writing<DeleteItemInput>(readDelete);
