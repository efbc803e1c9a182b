/**
 * The line that leads a shell's AWS clients to a local cloud. The region comes under both of its names: AWS's command line 1
 * reads only the second. https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-envvars.html
 */
export const shellExports = (url: string, region: string): string =>
  `export AWS_ENDPOINT_URL=${url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
