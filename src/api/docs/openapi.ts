import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from '../api.module.js';

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
  return SwaggerModule.createDocument(app, config, {
    include: [ApiModule],
    operationIdFactory: (_controller, method) => method,
  });
}
