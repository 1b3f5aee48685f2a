import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from '../api.module.js';
import { ProblemBody } from './problem.dto.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What may come instead of each answer. */
const REFUSED = {
  description: 'Tidak dilayani (RFC 9457): 401, 403, 404, 409, 413, 415, 422, 429, 500 atau 503.',
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemBody) } } },
};

/** Made of the very classes that check requests: what is not in them is not in the document. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Kentongan')
    .setDescription(
      'Mencatat dan menjawab aduan dari program lain. Kunci API dibuat dengan `kentongan apikey create`. ' +
        'Yang tidak dapat dilayani dijawab sebagai application/problem+json (RFC 9457).',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'ktg_...' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    include: [ApiModule],
    extraModels: [ProblemBody],
    // Over the whole document each is another one: programs that are generated from it have one function each.
    operationIdFactory: (_controller, method) => method,
  });
  for (const item of Object.values(document.paths))
    for (const method of METHODS) if (item[method]) item[method].responses['default'] = REFUSED;
  return document;
}
