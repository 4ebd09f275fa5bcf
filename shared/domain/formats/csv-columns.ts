/** Which column means what; the same as the contract's `CsvColumns`. */
export type CsvColumns = {
  readonly key?: string | undefined
  readonly text?: string | undefined
  readonly label?: string | undefined
  readonly score?: string | undefined
  readonly group?: string | undefined
  readonly source?: string | undefined
  readonly time?: string | undefined
  readonly meta: readonly string[]
}

type Meaning = Exclude<keyof CsvColumns, 'meta'>

/** Names by which columns are recognised, likeliest first; compared in lower case, without separators. */
const NAMES: Record<Meaning, readonly string[]> = {
  key: ['key', 'id', 'uid', 'uuid', 'caseid', 'case', 'recordid', 'rowid', 'textid', 'ticketid'],
  text: [
    'text',
    'content',
    'message',
    'body',
    'sentence',
    'utterance',
    'question',
    'query',
    'comment',
    'review',
    'document',
    'note',
    'description',
    'title',
  ],
  label: [
    'label',
    'class',
    'prediction',
    'predicted',
    'predictedlabel',
    'predictedclass',
    'category',
    'intent',
    'sentiment',
    'outcome',
    'answer',
    'target',
    'tag',
    'labels',
  ],
  score: ['score', 'confidence', 'probability', 'prob', 'certainty', 'predictedscore'],
  group: ['group', 'groupid', 'customer', 'patient', 'session', 'thread', 'document_id'],
  source: ['source', 'feed', 'channel', 'origin', 'site'],
  time: ['time', 'timestamp', 'date', 'datetime', 'created', 'createdat', 'createdtime'],
}
const MEANINGS = ['text', 'label', 'score', 'key', 'group', 'source', 'time'] as const satisfies readonly Meaning[]

const plainName = (name: string): string => name.toLowerCase().replace(/[\s_.-]/g, '')

/** Guesses what the columns mean from their names, then from their values: the text is the longest column. */
export const guessColumns = (
  headers: readonly string[],
  sample: readonly Readonly<Record<string, string>>[],
): CsvColumns => {
  const chosen = new Map<Meaning, string>()
  const free = new Set(headers)
  for (const meaning of MEANINGS) {
    const found = NAMES[meaning]
      .map((name) => headers.find((header) => free.has(header) && plainName(header) === plainName(name)))
      .find((header) => header !== undefined && fits(meaning, values(sample, header)))
    if (found === undefined) continue
    chosen.set(meaning, found)
    free.delete(found)
  }
  if (!chosen.has('text')) {
    const longest = longestText([...free], sample)
    if (longest !== null) {
      chosen.set('text', longest)
      free.delete(longest)
    }
  }
  return { ...Object.fromEntries(chosen), meta: headers.filter((header) => free.has(header)) }
}

const values = (sample: readonly Readonly<Record<string, string>>[], header: string): string[] =>
  sample.map((row) => row[header] ?? '').filter((value) => value !== '')

/** A column of its name that does not hold such values is not meant. */
const fits = (meaning: Meaning, cells: readonly string[]): boolean => {
  if (meaning === 'score')
    return cells.filter((cell) => Number.isFinite(Number(cell.replace(/%$/, '')))).length * 2 >= cells.length
  if (meaning === 'key') return new Set(cells).size === cells.length
  if (meaning === 'time')
    return cells.every((cell) => !Number.isNaN(new Date(cell).getTime()) && !/^\d{1,3}$/.test(cell))
  return true
}

/** Prose: on average several words. A table of short codes and numbers is a record, not a text. */
const longestText = (
  headers: readonly string[],
  sample: readonly Readonly<Record<string, string>>[],
): string | null => {
  let best: { header: string; words: number } | null = null
  for (const header of headers) {
    const cells = values(sample, header)
    if (cells.length === 0) continue
    const words = cells.reduce((sum, cell) => sum + cell.trim().split(/\s+/).length, 0) / cells.length
    if (words >= 3 && words > (best?.words ?? 0)) best = { header, words }
  }
  return best?.header ?? null
}

const DELIMITERS = [',', '\t', ';', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** The character that separates the columns of the first line, outside quotes; null where there is one column. */
export const guessDelimiter = (head: string): Delimiter | null => {
  const line = firstLine(head).replace(/"(?:[^"]|"")*"/g, '')
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }))
  const most = counted.reduce((best, each) => (each.count > best.count ? each : best))
  return most.count > 0 ? most.delimiter : null
}

const firstLine = (head: string): string => /^[^\r\n]*/.exec(head)?.[0] ?? ''
