import { AwsError } from "../../kernel/aws-error.ts";

/** AppSync's refusals, as its API reference lists them. https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApi.html */
export const badRequest = (message: string): AwsError => withList("BadRequestException", message, 400);
export const notFound = (message: string): AwsError => withList("NotFoundException", message, 404);
export const conflict = (message: string): AwsError => withList("ConflictException", message, 409);
export const quotaExceeded = (message: string): AwsError => withList("ServiceQuotaExceededException", message, 402);
export const unauthorized = (message: string): AwsError => withList("UnauthorizedException", message, 401);

/** The event endpoint answers a list. https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html */
function withList(errorType: string, message: string, status: number): AwsError {
  return new AwsError(errorType, message, { status, members: { errors: [{ errorType, message }] } });
}
