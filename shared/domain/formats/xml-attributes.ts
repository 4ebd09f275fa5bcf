import type { Annotation } from '../../model/annotation.ts'
import type { Json } from '../../model/json.ts'
import type { LossTally } from './export-item.ts'
import { xmlSafe } from './xml.ts'

const textOf = (value: Json): string => xmlSafe(typeof value === 'string' ? value : JSON.stringify(value))

/** Attributes as XML formats hold them: texts all. Two names that XML cannot tell apart become one. */
export const xmlAttributes = (attributes: Annotation['attributes']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [xmlSafe(name), textOf(value)]))

/** Says what writing an object's label and attributes as XML changes. */
export const tallyXml = ({ label, attributes }: Annotation, key: string, tally: LossTally): void => {
  const values = Object.values(attributes)
  tally.add(
    'attributes that are no texts (written as texts)',
    key,
    values.filter((value) => typeof value !== 'string').length,
  )
  const texts = [label, ...Object.keys(attributes), ...values.filter((value) => typeof value === 'string')]
  tally.add(
    'texts with characters that XML cannot hold (replaced)',
    key,
    texts.filter((text) => xmlSafe(text) !== text).length,
  )
}
