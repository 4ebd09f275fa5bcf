import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { boxOf, drawPage } from './draw-page.ts'
import { drawPdf, splitPage } from './draw-pdf.ts'
import { createPage, KINDS, type Kind, PAGE_HEIGHT, PAGE_WIDTH, type PageField } from './invoice.ts'
import { caseTime, type Mistake, round, type SampleCase, type SampleObject, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 60
/** An invoice that came as a PDF, with its sums on a second page. */
const AS_PDF = 54
/** Below this score of its weakest field production sends a document to a person. */
const THRESHOLD = 0.5

const FIELDS = [
  { name: 'supplier', kind: 'text', required: true, definition: 'Who sent it, as printed.' },
  { name: 'number', kind: 'text', required: true, definition: 'The document’s own number, not the order’s.' },
  { name: 'date', kind: 'date', required: true, definition: 'When it was written.' },
  { name: 'due-date', kind: 'date', required: false, definition: 'Until when to pay.' },
  { name: 'customer', kind: 'text', required: false, definition: 'Who gets it.' },
  { name: 'order-number', kind: 'text', required: false, definition: 'The customer’s order it belongs to.' },
  { name: 'net-amount', kind: 'amount', required: false, definition: 'The sum before tax.' },
  { name: 'tax-amount', kind: 'amount', required: false, definition: 'The tax.' },
  { name: 'total-amount', kind: 'amount', required: false, definition: 'What is to be paid.' },
  { name: 'currency', kind: 'choice', required: false, definition: 'Of the amounts.', values: ['EUR', 'GBP', 'SEK'] },
] as const

const RIVAL: Readonly<Record<Kind, Kind>> = { invoice: 'delivery note', receipt: 'invoice', 'delivery note': 'invoice' }

/** Two digits changed places, or one misread. */
const misread = (seed: Seeded, value: string): string => {
  const places = [...value.matchAll(/\d/g)].map(({ index }) => index)
  if (places.length === 0) return value.replace(/O|E/, (letter) => (letter === 'O' ? '0' : 'F'))
  const at = seed.pick(places)
  const digit = value[at] ?? '0'
  const other =
    { '0': '8', '1': '7', '2': '7', '3': '8', '4': '9', '5': '6', '6': '5', '7': '1', '8': '3', '9': '4' }[digit] ?? '0'
  return value.slice(0, at) + other + value.slice(at + 1)
}

const rightObject = ({ name, value, printed, page = 0 }: PageField, id: string): SampleObject => ({
  id,
  label: name,
  field: { value, box: boxOf(printed), page },
})

/** What the extractor read. */
const extracted = (seed: Seeded, fields: readonly PageField[], mistakes: Mistake[]): SampleObject[] => {
  const amounts = fields.filter(({ name }) => name.endsWith('amount'))
  return fields.flatMap((field, i): SampleObject[] => {
    const right = rightObject(field, `f${i + 1}`)
    const box = boxOf(field.printed)
    const said = (
      value: string,
      at: readonly [number, number, number, number],
      sure: number,
      page = field.page ?? 0,
    ): SampleObject => ({
      ...right,
      field: { value, box: at, page },
      score: round(Math.min(0.99, Math.max(0.08, sure)), 3),
    })
    const sure = 0.88 + seed.normal() * 0.06
    const draw = seed.next()
    if (draw < 0.06) {
      mistakes.push('missed')
      return []
    }
    if (draw < 0.12) {
      mistakes.push('wrong-value')
      const confident = seed.chance(0.25)
      if (confident) mistakes.push('confident-wrong')
      return [said(misread(seed, field.value), box, confident ? 0.93 : sure - 0.35)]
    }
    if (draw < 0.15 && amounts.length > 1 && amounts.includes(field)) {
      const other = seed.pick(amounts.filter((one) => one !== field))
      mistakes.push('wrong-value')
      return [said(other.value, boxOf(other.printed), sure - 0.3, other.page)]
    }
    if (draw < 0.2) {
      mistakes.push('wrong-boundary')
      return [said(field.value, [box[0] + box[2] * 0.35, box[1] + 9, box[2], box[3] + 8], sure - 0.2)]
    }
    if (field.name.endsWith('date') && draw < 0.32) {
      // The extractor copied what is printed: the value means the same, written otherwise.
      return [said(field.printed.text, box, sure)]
    }
    return [said(field.value, box, sure)]
  })
}

const taxonomy = taxonomyOf(
  'document-extraction',
  [
    ...FIELDS.map(({ name, definition }) => ({ name, shapes: ['field'], definition })),
    { name: 'invoice', shapes: ['case'], definition: 'Asks for money.' },
    { name: 'receipt', shapes: ['case'], definition: 'Says that money was paid.' },
    { name: 'delivery note', shapes: ['case'], definition: 'Lists goods, without amounts.' },
  ],
  {
    fields: FIELDS.map((field) => ({ ...field, values: 'values' in field ? [...field.values] : undefined })),
    guideline: 'Enter values as they mean, not as they are printed: dates as year-month-day, amounts with a point.',
  },
)

/** Writes and describes the document sample in `folder`, with its pages. */
export const makeDocumentExtraction = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  await mkdir(join(folder, 'pages'), { recursive: true })
  for (let number = 1; number <= CASES; number++) {
    const seed = seeded(`document-extraction/${number}`)
    const mistakes: Mistake[] = []
    const kind = seed.pick(KINDS)
    const page = createPage(seed, kind, number)
    const sums = page.fields.find(({ name }) => name === 'net-amount')
    const parts = number === AS_PDF && sums ? splitPage(page, sums.printed.y) : [page]
    const fields = parts.flatMap((part) => part.fields)
    const name = `pages/${kind.replace(' ', '-')}-${String(number).padStart(3, '0')}`
    const image = parts.length > 1 ? `${name}.pdf` : `${name}.png`
    await writeFile(join(folder, image), parts.length > 1 ? drawPdf(parts) : await drawPage(page, seed))
    const wrong = seed.chance(0.1)
    if (wrong) mistakes.push('wrong-label')
    const label = wrong ? RIVAL[kind] : kind
    const objects = extracted(seed, fields, mistakes)
    const weakest = Math.min(...objects.map(({ score }) => score ?? 1))
    const sent = weakest < THRESHOLD && seed.chance(0.6)
    if (weakest < THRESHOLD && !sent) mistakes.push('low-score-accepted')
    const key = `page-${String(number).padStart(3, '0')}`
    cases.push({
      key,
      kind: 'document',
      pages: [{ image, size: [PAGE_WIDTH, PAGE_HEIGHT] }],
      time: caseTime(number, 12),
      source: seed.pick(['scanner 1', 'scanner 2', 'mail']),
      group: page.fields.find(({ name }) => name === 'supplier')?.value.toLowerCase() ?? 'unknown',
      meta: { kind: kind === 'invoice' ? 'to pay' : 'to file', pages: parts.length },
      prediction: {
        id: `p${number}`,
        latencyMs: seed.int(210, 900),
        objects: [
          { id: 'kind', label, score: round(wrong ? seed.range(0.4, 0.6) : seed.range(0.75, 0.99), 3) },
          ...objects,
        ],
      },
      decision: { action: sent ? 'sent to a person' : 'accepted', threshold: THRESHOLD },
    })
    truths.push({
      key,
      class: kind,
      objects: [{ id: 'kind', label: kind }, ...fields.map((field, i) => rightObject(field, `t${i + 1}`))],
      mistakes,
    })
  }
  await writeSample(folder, {
    name: 'document-extraction',
    title: 'Document extraction',
    about:
      'Sixty scanned invoices, receipts and delivery notes with the fields an extractor read: values, places, and what it missed.',
    model: { name: 'page-reader', version: '7', trainedOn: 'pages-2026-01' },
    cases,
    truths,
    taxonomy,
  })
}
