// An error as the Databricks API words it.
import { randomUUID } from 'node:crypto';

export class ApiError extends Error {
  constructor(status, code, message, details = []) {
    super(message);
    Object.assign(this, { status, code, details });
  }

  body() {
    return {
      error_code: this.code,
      message: this.message,
      details: [
        ...this.details,
        { '@type': 'type.googleapis.com/google.rpc.RequestInfo', request_id: randomUUID(), serving_data: '' },
      ],
    };
  }
}

export const notFound = (message) => new ApiError(404, 'RESOURCE_DOES_NOT_EXIST', message);
export const invalid = (message) => new ApiError(400, 'INVALID_PARAMETER_VALUE', message);
export const forbidden = (message) => new ApiError(403, 'PERMISSION_DENIED', message);
export const unauthenticated = (message) => new ApiError(401, 'UNAUTHENTICATED', message);
