import { SaxesParser } from 'saxes'
import { RowProblem } from './read-row.ts'

/** An element that was read whole. `line` is 1-based, where it began. */
export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, as it stands. */
  readonly text: string
  readonly line: number
}

type Open = XmlElement & { readonly children: XmlElement[]; text: string }

/** No format here nests deeper than eight. */
const MOST_DEPTH = 32
/** Of one whole element: what an image with very many objects takes. */
const MOST_ELEMENTS = 2_000_000
const MOST_CHARACTERS = 64 * 1024 * 1024

/**
 * Reads XML as it comes and hands out each element that lies `level` deep (0: the root itself) when it is whole; nothing
 * else is kept. No document type is taken, so that there are no entities but XML's own. `write` and `end` throw RowProblem:
 * `not-xml`, `doctype`, `too-deep`, `too-large`.
 */
export const createXmlReader = (level: number, found: (element: XmlElement) => void) => {
  const parser = new SaxesParser()
  const path: Open[] = []
  let elements = 0
  let characters = 0
  const remedy = 'Write the file as its format describes.'
  parser.on('error', (error) => {
    throw new RowProblem('not-xml', `The file is not XML: ${error.message.slice(0, 200)}`, remedy)
  })
  parser.on('doctype', () => {
    throw new RowProblem('doctype', 'The file declares a document type, which is not read.', 'Take <!DOCTYPE …> out.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (path.length >= MOST_DEPTH)
      throw new RowProblem('too-deep', `The file nests elements more than ${MOST_DEPTH} deep.`, remedy)
    elements += 1
    const element: Open = { name, attributes, children: [], text: '', line: parser.line }
    if (path.length > level) path.at(-1)?.children.push(element)
    path.push(element)
  })
  parser.on('text', (text) => {
    const open = path.at(-1)
    if (open !== undefined && path.length > level) open.text += text
  })
  parser.on('cdata', (text) => {
    const open = path.at(-1)
    if (open !== undefined && path.length > level) open.text += text
  })
  parser.on('closetag', () => {
    const element = path.pop()
    if (element === undefined || path.length !== level) return
    elements = 0
    characters = 0
    found(element)
  })
  return {
    write: (chunk: string): void => {
      characters += chunk.length
      if (characters > MOST_CHARACTERS || elements > MOST_ELEMENTS)
        throw new RowProblem('too-large', 'One element of the file holds more than 64 MiB.', 'Split the file.')
      parser.write(chunk)
    },
    end: (): void => {
      parser.close()
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

/** A text as XML can hold it: a character that it cannot becomes U+FFFD. */
export const xmlSafe = (text: string): string => text.toWellFormed().replace(NO_XML, '\ufffd')

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** For an element's text or an attribute's value in double quotes; blanks other than spaces stay what they are. */
export const xmlText = (text: string): string =>
  xmlSafe(text).replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character)

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name)

/** A number of an element or attribute. Throws RowProblem `not-a-number`. */
export const xmlNumber = (text: string | undefined, what: string): number => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  const said = text === undefined ? 'is missing' : `is “${text.slice(0, 40)}”, not a number`
  throw new RowProblem('not-a-number', `${what} ${said}.`, 'Write coordinates as numbers of pixels.')
}
