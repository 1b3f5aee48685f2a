import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { renderToString } from 'preact-render-to-string';
import { TEXTS, type Locales } from '../../tenants/locales.js';
import { ApiDocument } from './api-document.js';
import { DocsPage } from './docs-page.js';

/** Where the words of refusals are. */
const PROBLEMS = 'api.problems.';

/** What the API offers: as OpenAPI, and as a page without a script (the site's policy allows nothing inline). */
@ApiExcludeController()
@Controller('api/docs')
export class DocsController {
  constructor(
    @Inject(ApiDocument) private readonly document: ApiDocument,
    @Inject(TEXTS) private readonly texts: Locales,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    const problems = this.texts
      .keys()
      .filter((key) => key.startsWith(PROBLEMS))
      .map((key) => ({ code: key.slice(PROBLEMS.length), words: this.texts.raw('id', key) }));
    return `<!doctype html>${renderToString(DocsPage({ document: this.document.get(), problems }))}`;
  }

  @Get('openapi.json')
  json(): OpenAPIObject {
    return this.document.get();
  }
}
