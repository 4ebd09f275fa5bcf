import { Annotation } from '../../shared/model/annotation.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { Label, Taxonomy } from '../../shared/model/taxonomy.ts'

/** An id as labels have them, told apart by its last digit. */
export const l = (digit: string): LabelId => LabelId.parse(`l_${digit.padStart(16, '0')}`)

export const label = (digit: string, name: string, more: object = {}): Label =>
  Label.parse({ id: l(digit), name, hue: 0, tone: 0, dash: 0, shapes: [], ...more })

/** What a version says, beside its number and time. */
export type Version = { readonly labels: readonly Label[]; readonly [member: string]: unknown }

/** Versions in their order. */
export const versions = (...all: readonly Version[]): Taxonomy[] =>
  all.map((one, at) =>
    Taxonomy.parse({ name: 'shop', causes: [], ...one, version: at + 1, publishedAt: '2026-06-01T00:00:00.000Z' }),
  )

export const box = (id: string, name: string, more: object = {}): Annotation =>
  Annotation.parse({ id, label: name, shape: { kind: 'box', x: 0, y: 0, w: 1, h: 1 }, ...more })
