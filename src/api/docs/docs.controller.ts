import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { renderToString } from 'preact-render-to-string';
import { ApiDocument } from './api-document.js';
import { DocsPage } from './docs-page.js';

/** What the API offers: as OpenAPI, and as a page without a script (the site's policy allows nothing inline). */
@ApiExcludeController()
@Controller('api/docs')
export class DocsController {
  constructor(@Inject(ApiDocument) private readonly document: ApiDocument) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return `<!doctype html>${renderToString(DocsPage({ document: this.document.get() }))}`;
  }

  @Get('openapi.json')
  json(): OpenAPIObject {
    return this.document.get();
  }
}
