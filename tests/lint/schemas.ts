import { z } from 'zod'
import { NativeHeader, NativeRecord } from '../../shared/model/native.ts'
import { TaxonomyDocument } from '../../shared/model/taxonomy.ts'

export const schemaFolder = new URL('../../resources/schemas/', import.meta.url)

const published = (schema: z.ZodType, title: string, description: string): string =>
  `${JSON.stringify({ title, description, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`

/** The published JSON Schemas by file name, as they follow from the model. */
export const SCHEMAS: Readonly<Record<string, string>> = {
  'native-header.schema.json': published(
    NativeHeader,
    'Second Look native file: header',
    'The first line of a native file (JSON Lines, UTF-8).',
  ),
  'native-record.schema.json': published(
    NativeRecord,
    'Second Look native file: record',
    'Every further line: one case, with what a model or a person said about it.',
  ),
  'taxonomy.schema.json': published(
    TaxonomyDocument,
    'Second Look taxonomy',
    'A taxonomy as a document, in JSON or YAML: what second-look taxonomy show writes and taxonomy publish reads.',
  ),
}
