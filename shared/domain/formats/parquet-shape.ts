import type { Json } from '../../model/json.ts'

/** What a column holds. An image is its bytes (or none) and its name, as Hugging Face keeps it. */
export type ColumnType =
  | 'string'
  | 'double'
  | 'int32'
  | 'boolean'
  | 'image'
  | { readonly list: ColumnType }
  | { readonly struct: Readonly<Record<string, ColumnType>> }

export type Columns = Readonly<Record<string, ColumnType>>

/** The native record of each review of a case: what the desk reads back, whole. */
export const RECORDS = 'second_look'
/** The key of a file's metadata that holds the header of those records. */
export const HEADER_KEY = 'secondLook'
/** The key under which Hugging Face keeps what columns mean. */
export const FEATURES_KEY = 'huggingface'

const STRINGS = { list: 'string' } as const

/** One row a case: columns for whoever trains, and the whole record behind them. Any of them may be null. */
export const PARQUET_COLUMNS = {
  key: 'string',
  kind: 'string',
  text: 'string',
  image: 'image',
  pages: { list: 'image' },
  width: 'int32',
  height: 'int32',
  /** Classes of the whole case. */
  labels: STRINGS,
  /** Boxes are [x, y, width, height] in pixels of the oriented image; spans [start, end] in code points of the text. */
  objects: {
    list: {
      struct: {
        id: 'string',
        label: 'string',
        shape: 'string',
        bbox: { list: 'double' },
        span: { list: 'int32' },
        quote: 'string',
        attributes: 'string',
      },
    },
  },
  relations: { list: { struct: { type: 'string', from: 'string', to: 'string' } } },
  messages: { list: { struct: { role: 'string', content: 'string' } } },
  verdict: 'string',
  causes: STRINGS,
  errors: STRINGS,
  truth: 'string',
  reviewers: STRINGS,
  reviewed_at: 'string',
  edge_case: 'boolean',
  note: 'string',
  model: 'string',
  predicted_labels: STRINGS,
  predicted_score: 'double',
  source: 'string',
  group: 'string',
  time: 'string',
  outcome: 'string',
  /** JSON. */
  meta: 'string',
  /** JSON. */
  fields: 'string',
  [RECORDS]: STRINGS,
} as const satisfies Columns

const DTYPES = { string: 'string', double: 'float64', int32: 'int32', boolean: 'bool' } as const

const featureOf = (type: ColumnType): Json => {
  if (type === 'image') return { _type: 'Image' }
  if (typeof type === 'string') return { dtype: DTYPES[type], _type: 'Value' }
  if ('struct' in type) return featuresOf(type.struct)
  // A list of structs is written as a list of one: a Sequence of them would mean a struct of lists.
  return typeof type.list === 'object' && 'struct' in type.list
    ? [featureOf(type.list)]
    : { feature: featureOf(type.list), _type: 'Sequence' }
}

const featuresOf = (columns: Columns): Record<string, Json> =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, featureOf(type)]))

/** What Hugging Face's library reads from a file's metadata. */
export const huggingFaceFeatures = (columns: Columns): string =>
  JSON.stringify({ info: { features: featuresOf(columns) } })
