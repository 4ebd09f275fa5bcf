import { z } from 'zod'

/** What a batch can be written as. */
export const EXPORT_FORMATS = [
  'native',
  'coco',
  'yolo-detect',
  'yolo-segment',
  'yolo-obb',
  'yolo-pose',
  'voc',
  'cvat',
  'labelme',
  'masks',
  'masks-objects',
  'conll',
  'prodigy',
  'spacy',
  'label-studio',
  'brat',
  'webanno',
  'csv',
  'parquet',
] as const
export const ExportFormat = z.enum(EXPORT_FORMATS)
export type ExportFormat = z.infer<typeof ExportFormat>

/** What an import reads. */
export const IMPORT_FORMATS = [
  'native',
  'coco',
  'yolo',
  'voc',
  'cvat',
  'labelme',
  'masks',
  'conll',
  'csv',
  'parquet',
  'prodigy',
  'spacy',
  'label-studio',
  'brat',
  'webanno',
  'images',
  'texts',
] as const
export const ImportFormat = z.enum(IMPORT_FORMATS)
export type ImportFormat = z.infer<typeof ImportFormat>

/** How the tokens of a span are tagged: B-eginning and I-nside; or also the L-ast one, and U-nits of one token. */
export const TAG_SCHEMES = ['bio', 'bilou'] as const
export const TagScheme = z.enum(TAG_SCHEMES)
export type TagScheme = z.infer<typeof TagScheme>

/**
 * What text offsets count. Python's strings count code points, JavaScript's and Java's UTF-16 units, Go's and Rust's UTF-8
 * bytes; graphemes are what a person takes for characters.
 */
export const OFFSET_UNITS = ['codepoint', 'utf16', 'utf8', 'grapheme'] as const
export const OffsetUnit = z.enum(OFFSET_UNITS)
export type OffsetUnit = z.infer<typeof OffsetUnit>

/**
 * What becomes of what a format cannot carry as it is: written as the nearest thing it can carry; the object left out; its
 * whole case left out, so that nothing that is there looks as if it were not; or nothing is exported.
 */
export const LOSS_CHOICES = ['convert', 'skip-objects', 'skip-cases', 'stop'] as const
export const LossChoice = z.enum(LOSS_CHOICES)
export type LossChoice = z.infer<typeof LossChoice>

/** What can be chosen about how a format is written, beside the format itself. */
export type FormatOptions = {
  readonly format: ExportFormat
  readonly tags: TagScheme
  /** The format's usual unit where left out. */
  readonly offsets?: OffsetUnit | undefined
}
