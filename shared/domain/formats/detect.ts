import type { ImportFormat } from '../../model/format.ts'
import { TAG } from './conll-read.ts'
import { guessDelimiter } from './csv-columns.ts'
import { isJsonObject } from './json-line.ts'

import { isWebAnno } from './webanno-cells.ts'

export type Detected = { readonly format: ImportFormat; readonly why: string }

const IMAGE = /\.(?:jpe?g|png|webp|gif|tiff?|avif|bmp|pdf)$/i
const TEXT = /\.(?:txt|md|text)$/i

export const isImageName = (name: string): boolean => IMAGE.test(name)
export const isBratName = (name: string): boolean => /\.ann$/i.test(name)
export const isTextName = (name: string): boolean => TEXT.test(name)

/** What a file is, from its name and its first characters (64 Ki are plenty); null: nothing the desk reads. */
export const detectFormat = (name: string, head: string): Detected | null => {
  if (isImageName(name)) return { format: 'images', why: 'an image' }
  if (isBratName(name)) return { format: 'brat', why: 'annotations beside a text (brat)' }
  if (/\.parquet$/i.test(name) || head.startsWith('PAR1')) return { format: 'parquet', why: 'a Parquet file' }
  const text = head.replace(/^\ufeff/, '')
  if (/\.ya?ml$/i.test(name))
    return /^names\s*:/m.test(text) ? { format: 'yolo', why: 'a YAML file that names classes (YOLO)' } : null
  if (isWebAnno(text)) return { format: 'webanno', why: 'a document with its layers (WebAnno TSV)' }
  if (/^\s*</.test(text)) return detectXml(text)
  const json = detectJson(name, text)
  if (json) return json
  if (looksLikeConll(text)) return { format: 'conll', why: 'a token and its tag on each line' }
  if (/\.(?:csv|tsv)$/i.test(name)) return { format: 'csv', why: 'a table, by its name' }
  if (/\.(?:conll|iob|iob2|bio)$/i.test(name)) return { format: 'conll', why: 'tokens, by its name' }
  if (isTextName(name) && !looksLikeTable(text)) return { format: 'texts', why: 'a text' }
  if (looksLikeTable(text)) return { format: 'csv', why: 'a table with the same columns on each line' }
  return null
}

const detectXml = (text: string): Detected | null => {
  if (/<annotation[\s>]/.test(text)) return { format: 'voc', why: 'XML of one image (Pascal VOC)' }
  return /<annotations[\s>]/.test(text) ? { format: 'cvat', why: 'XML with annotations of images (CVAT)' } : null
}

/** A document of one image: its list of shapes stands before the picture that may be in it. */
const looksLikeLabelme = (start: string): boolean =>
  start.startsWith('{') && /"shapes"\s*:\s*\[/.test(start) && /"(?:shape_type|imagePath|imageData)"\s*:/.test(start)

const detectJson = (name: string, text: string): Detected | null => {
  const start = text.trimStart()
  if (TASKS.test(start) || BEGUN_TASK.test(start))
    return { format: 'label-studio', why: 'tasks with data, annotations or predictions (Label Studio)' }
  if (!/\.(?:jsonl|ndjson)$/i.test(name) && looksLikeLabelme(start))
    return { format: 'labelme', why: 'a document of one image’s shapes (labelme)' }
  const first = firstObject(start)
  if (first) return detectLine(first)
  const lines = /\.(?:jsonl|ndjson)$/i.test(name)
  if (!lines && start.startsWith('[')) {
    return /"image_id"\s*:/.test(start) || /^\[\s*\]\s*$/.test(start)
      ? { format: 'coco', why: 'a list of boxes with image ids (COCO results)' }
      : null
  }
  if (!lines && start.startsWith('{') && /"(?:images|annotations|categories|licenses|info)"\s*:/.test(start))
    return { format: 'coco', why: 'a document with images and annotations (COCO)' }
  return lines ? { format: 'native', why: 'JSON Lines, by its name' } : null
}

/** A task's data and what was said of it, in whatever order. */
const TASKS =
  /^(?:\[\s*)?\{(?=[\s\S]*"data"\s*:\s*\{)(?=[\s\S]*"(?:annotations|predictions|completions)"\s*:\s*\[)(?![\s\S]*"image_id"\s*:)/

/** A list whose first task is too long to end within what is looked at. */
const BEGUN_TASK = /^\[\s*\{\s*(?:"id"\s*:\s*\d+\s*,\s*)?"data"\s*:\s*\{(?![\s\S]*"image_id"\s*:)/

const ANSWERS: ReadonlySet<unknown> = new Set(['accept', 'reject', 'ignore'])

/** The first line, where it is a whole JSON object by itself. */
const firstObject = (start: string) => {
  if (!start.startsWith('{')) return null
  const line = /^[^\r\n]*/.exec(start)?.[0] ?? ''
  try {
    const value: unknown = JSON.parse(line)
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

const detectLine = (object: Readonly<Record<string, unknown>>): Detected => {
  const has = (key: string): boolean => Object.hasOwn(object, key)
  if (has('secondLook')) return { format: 'native', why: 'the header of the native file' }
  if (has('images') && (has('annotations') || has('categories')))
    return { format: 'coco', why: 'a document with images and annotations (COCO)' }
  const { spans } = object
  if (
    has('text') &&
    !has('_input_hash') &&
    !has('answer') &&
    (Array.isArray(object.ents) || Array.isArray(object.entities) || isJsonObject(object.cats) || isJsonObject(spans))
  )
    return { format: 'spacy', why: 'texts with entities or classes (spaCy)' }
  if (
    has('_input_hash') ||
    has('_task_hash') ||
    (has('answer') && (has('text') || ANSWERS.has(object.answer))) ||
    (has('spans') && (has('text') || (has('image') && Array.isArray(spans))))
  )
    return { format: 'prodigy', why: 'tasks with hashes, answers or spans (Prodigy)' }
  return { format: 'native', why: 'one JSON object on each line' }
}

const looksLikeConll = (text: string): boolean => {
  const lines = text.split(/\r?\n/).slice(0, 200)
  // The head may end inside a line.
  if (lines.length > 1) lines.pop()
  const filled = lines.filter((line) => line.trim() !== '' && !line.startsWith('# '))
  if (filled.length < 1) return false
  const tagged = filled.filter((line) => {
    const columns = line.split(line.includes('\t') ? '\t' : / +/)
    return columns.length >= 2 && TAG.test(columns.at(-1) ?? '')
  })
  return tagged.length >= filled.length * 0.8
}

const looksLikeTable = (text: string): boolean => {
  const delimiter = guessDelimiter(text)
  if (delimiter === null) return false
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, 20)
  const widths = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length)
  return lines.length >= 2 && widths.filter((width) => width === widths[0]).length >= lines.length * 0.8
}
