import { Logger } from "@aws-lambda-powertools/logger";

/** Fields of a log line: ids of events and contracts, counts, codes. Never a payload. */
export type LogFields = Readonly<Record<string, string | number>>;

/** The part of a logger that the bus needs. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** A logger that writes JSON lines like Powertools for AWS Lambda. */
export function serviceLog(serviceName: string): Log {
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
  };
}
