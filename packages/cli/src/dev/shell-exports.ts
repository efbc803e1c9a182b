/**
 * A shell line that directs AWS clients to a local cloud. It sets the region under both names: version 1 of AWS's command line
 * reads only the second. https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-envvars.html
 */
export const shellExports = (url: string, region: string): string =>
  `export AWS_ENDPOINT_URL=${url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`;
