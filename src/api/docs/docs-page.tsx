import type { OpenAPIObject } from '@nestjs/swagger';
import type { VNode } from 'preact';
import { asset } from '../../public/assets.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  method: string;
  path: string;
  id: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; description: string }[];
  body: string | undefined;
  responses: { status: string; schema: string | undefined; description: string }[];
}

interface Field {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

export interface DocsPageProps {
  document: OpenAPIObject;
  /** Codes of refusals with their words; `type` of a refusal leads to its own. */
  problems: readonly { code: string; words: string }[];
}

/** The document for people, without a script: what can be called, with what, and what comes back. */
export function DocsPage({ document, problems }: DocsPageProps): VNode {
  const schemas = Object.entries(document.components?.schemas ?? {});
  return (
    <html lang="id">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API – Kentongan</title>
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
        <link rel="stylesheet" href={asset('pico.css')} />
        <link rel="stylesheet" href={asset('site.css')} />
      </head>
      <body>
        <main class="container">
          <h1>API Kentongan</h1>
          <p>{document.info.description}</p>
          <p>
            <a href="/api/docs/openapi.json">openapi.json</a>
          </p>
          <h2>Permintaan</h2>
          {operationsOf(document).map((operation) => (
            <OperationSection key={operation.id} operation={operation} />
          ))}
          <h2>Bentuk data</h2>
          {schemas.map(([name, schema]) => (
            <SchemaSection key={name} name={name} fields={fieldsOf(schema)} />
          ))}
          <h2>Yang tidak dilayani</h2>
          <p>
            Dijawab sebagai <SchemaLink name="ProblemBody" /> dengan salah satu <code>code</code> ini.
          </p>
          <dl>
            {problems.map(({ code, words }) => (
              <div key={code} id={code}>
                <dt>
                  <code>{code}</code>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </main>
      </body>
    </html>
  );
}

function OperationSection({ operation }: { operation: Operation }): VNode {
  const { method, path, id, summary, parameters, body, responses } = operation;
  return (
    <section id={id}>
      <h3>
        <code>{`${method.toUpperCase()} ${path}`}</code>
      </h3>
      <p>{summary}</p>
      {parameters.length > 0 && (
        <ul>
          {parameters.map((parameter) => (
            <li key={parameter.name}>
              <code>{parameter.name}</code> ({parameter.in}
              {parameter.required ? ', wajib' : ''}) {parameter.description}
            </li>
          ))}
        </ul>
      )}
      {body && (
        <p>
          Isi: <SchemaLink name={body} />
        </p>
      )}
      <ul>
        {responses.map(({ status, schema, description }) => (
          <li key={status}>
            <strong>{status}</strong> {schema && <SchemaLink name={schema} />} {description}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SchemaSection({ name, fields }: { name: string; fields: readonly Field[] }): VNode {
  return (
    <section id={`schema-${name}`}>
      <h3>{name}</h3>
      <ul>
        {fields.map((field) => (
          <li key={field.name}>
            <code>{field.name}</code>: {field.type}
            {field.required ? ', wajib' : ''} {field.description}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SchemaLink({ name }: { name: string }): VNode {
  return <a href={`#schema-${name}`}>{name}</a>;
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      return [
        {
          method,
          path,
          id: operation.operationId ?? `${method}-${path}`,
          summary: operation.summary ?? '',
          parameters: (operation.parameters ?? []).flatMap((each) =>
            'name' in each
              ? [
                  {
                    name: each.name,
                    in: each.in,
                    required: each.required === true,
                    description: each.description ?? '',
                  },
                ]
              : [],
          ),
          body: refIn(operation.requestBody),
          responses: Object.entries(operation.responses)
            .filter(([status]) => status !== 'default')
            .map(([status, response]) => ({
              status,
              schema: refIn(response),
              description: (response as { description?: string } | undefined)?.description ?? '',
            })),
        },
      ];
    }),
  );
}

/** The name of the schema that a body is. */
function refIn(holder: unknown): string | undefined {
  const ref = /"\$ref":"#\/components\/schemas\/([^"]+)"/.exec(JSON.stringify(holder ?? null));
  return ref?.[1];
}

function fieldsOf(schema: object): Field[] {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, { type?: string | string[]; enum?: unknown[]; description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: property.enum?.join(' | ') ?? refIn(property) ?? [property.type ?? []].flat().join(' | '),
    required: required.includes(name),
    description: property.description ?? '',
  }));
}
