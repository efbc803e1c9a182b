/** Names that the engine, Node.js and AWS's services give; any of them, as AWS names its errors in its answers. */
const NAMES: ReadonlySet<string> = new Set(
  `AbortError AggregateError AssertionError CredentialsProviderError DOMException Error EvalError FhirError NotSupportedError
  PermanentError QuotaExceededError RangeError ReferenceError SyntaxError SystemError TimeoutError TypeError URIError UnknownError
  EventInProgressError LeaseLostError MappingError NoResult
  AccessDenied AccessDeniedException BatchRequestTooLong BucketAlreadyExists ConditionalCheckFailedException ConflictException
  ExpiredToken ExpiredTokenException ExpiredIteratorException IncompleteSignature InternalError InternalException InternalFailure
  InternalServerError InternalServiceError InternalServerException InvalidAccessKeyId InvalidArgument InvalidBucketName
  InvalidClientTokenId InvalidEventPatternException InvalidParameterException InvalidParameterValue InvalidParameterValueException
  InvalidRequestContentException InvalidSignatureException InvalidStateException ItemCollectionSizeLimitExceededException
  KMSAccessDeniedException KMSDisabledException KMSInvalidStateException KMSNotFoundException KmsAccessDenied KmsDisabled
  KmsInvalidKeyUsage KmsInvalidState KmsNotFound KmsOptInRequired KmsThrottled KMS.ThrottlingException LimitExceededException MalformedDetail
  MalformedPolicyDocument MissingAuthenticationToken NoSuchBucket NoSuchKey NotAuthorizedForSourceException NotFound OperationAborted
  OverLimit PreconditionFailed ProvisionedThroughputExceededException QueueDoesNotExist QueueDoesNotExistException ReceiptHandleIsInvalid
  RequestEntityTooLarge RequestExpired RequestLimitExceeded RequestThrottled RequestTimeTooSkewed RequestTimeout RequestTimeoutException
  RequestTooLargeException ResourceConflictException ResourceInUseException ResourceNotFoundException ResourceNotReadyException
  ServiceException ServiceUnavailable ServiceUnavailableException SignatureDoesNotMatch SlowDown ThrottledException Throttling
  ThrottlingException TooManyRequestsException TransactionCanceledException TransactionConflictException TransactionInProgressException
  TrimmedDataAccessException UnrecognizedClientException ValidationError ValidationException`.split(/\s+/),
);

/** Codes of Node.js and of the systems below it. https://nodejs.org/docs/latest-v24.x/api/errors.html#common-system-errors */
const CODES: ReadonlySet<string> = new Set(
  `ABORT_ERR CERT_HAS_EXPIRED CERT_NOT_YET_VALID DEPTH_ZERO_SELF_SIGNED_CERT EACCES EADDRINUSE EADDRNOTAVAIL EAI_AGAIN EBADF EBUSY
  ECANCELED ECONNABORTED ECONNREFUSED ECONNRESET EDQUOT EEXIST EFBIG EHOSTDOWN EHOSTUNREACH EINVAL EIO EISDIR ELOOP EMFILE
  ENAMETOOLONG ENETDOWN ENETUNREACH ENFILE ENOENT ENOMEM ENOSPC ENOTCONN ENOTDIR ENOTEMPTY ENOTFOUND ENXIO EPERM EPIPE EPROTO EROFS
  ETIMEDOUT EXDEV ERR_ASSERTION ERR_HTTP2_GOAWAY_SESSION ERR_HTTP2_STREAM_CANCEL ERR_HTTP2_STREAM_ERROR ERR_INVALID_ARG_TYPE
  ERR_INVALID_ARG_VALUE ERR_INVALID_CHAR ERR_INVALID_STATE ERR_INVALID_URL ERR_MODULE_NOT_FOUND ERR_OUT_OF_RANGE ERR_SOCKET_CLOSED
  ERR_SQLITE_ERROR ERR_STREAM_DESTROYED ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_WRITE_AFTER_END ERR_STRING_TOO_LONG
  ERR_TLS_CERT_ALTNAME_INVALID ERR_UNHANDLED_REJECTION ERR_WORKER_OUT_OF_MEMORY MODULE_NOT_FOUND SELF_SIGNED_CERT_IN_CHAIN
  UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE Z_BUF_ERROR Z_DATA_ERROR Z_MEM_ERROR`.split(
    /\s+/,
  ),
);

/**
 * The kind and code of an error, safe to log. Both can be set by anybody to anything, so only known ones pass, and names of
 * the error's own class. Never its message, which may quote what a library was given.
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const own = loggableName(ownText(error, "name"));
  // A class that sets no name inherits this one.
  const name = own === undefined || own === "Error" ? className(error) : own;
  const code = ownText(error, "code");
  return code !== undefined && CODES.has(code) ? `${name} ${code}` : name;
}

/** A name or code safe to log, for example from an answer; undefined if it is unknown. */
export function loggableName(text: string | undefined): string | undefined {
  return text !== undefined && (NAMES.has(text) || CODES.has(text)) ? text : undefined;
}

/** The nearest class that its code, not its data, named: an error's own name may be a person's. */
function className(error: Error): string {
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const name = typeof at.constructor === "function" ? String(at.constructor.name) : "";
    if (NAMES.has(name) || /^[A-Z][A-Za-z0-9]{0,60}(?:Error|Exception)$/.test(name)) return name;
  }
  return "Error";
}

/** A getter may throw, and a proxy. */
function ownText(error: Error, field: "name" | "code"): string | undefined {
  try {
    const value = (error as { readonly name?: unknown; readonly code?: unknown })[field];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
