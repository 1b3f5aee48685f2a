import type { OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document, made once the routes are known and before the application listens. */
export class ApiDocument {
  private document: OpenAPIObject | undefined;

  set(document: OpenAPIObject): void {
    this.document = document;
  }

  get(): OpenAPIObject {
    if (!this.document) throw new Error('the API document has not been made');
    return this.document;
  }
}
