import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { constraints } from "./constraints.ts";
import { deleteParameter } from "./operations/delete-parameter.ts";
import { getParameter } from "./operations/get-parameter.ts";
import { getParameters } from "./operations/get-parameters.ts";
import { getParametersByPath } from "./operations/get-parameters-by-path.ts";
import { putParameter } from "./operations/put-parameter.ts";
import { parameters } from "./parameter.ts";
import { keys } from "./secure-value.ts";

/** Parameter Store of AWS Systems Manager. */
export const ssmService: Service = {
  name: "ssm",
  title: "SSM",
  schema: parameters.schema + keys.schema,
  wire: awsJson({ version: "1.1", target: "AmazonSSM" }),
  read: requestReader({ model: "ssm", title: "SSM", javaPackage: "com.amazonaws.ssm", longs: [], constraints }),
  operations: {
    DeleteParameter: deleteParameter,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    PutParameter: putParameter,
  },
};
