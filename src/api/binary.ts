/** An answer that is a file, for the OpenAPI document. */
export const BINARY = { schema: { type: 'string', format: 'binary' } };
