/** What belongs to the environment that Lambda would run the bridge in, and not to the function. */
const OF_LAMBDA = new Set([
  ...["PATH", "PWD", "LANG", "SHLVL", "NODE_PATH", "LD_LIBRARY_PATH", "_HANDLER"],
  ...["LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_RUNTIME_API", "AWS_EXECUTION_ENV"],
  ...["AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"],
  ...["AWS_LAMBDA_INITIALIZATION_TYPE"],
]);

/** A function's environment as `NAME=value`, for the process that `sst dev` starts: the names that SST's bridge passes on. */
export function bridgeEnvironment(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name]) => !OF_LAMBDA.has(name))
    .map(([name, value]) => `${name}=${value}`);
}
