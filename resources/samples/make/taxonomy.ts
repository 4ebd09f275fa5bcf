import { hash } from 'node:crypto'
import type { z } from 'zod'
import { labelId } from '../../../shared/domain/content-id.ts'
import type { Sha256Fn } from '../../../shared/domain/hash.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import { type Label, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../../shared/model/verdict.ts'

const sha256: Sha256Fn = (data) => hash('sha256', data, 'buffer')

/** The id of a label of this name: the one an import gives it. */
export const idOf = (name: string): LabelId => labelId(sha256, name)

export type LabelSpec = Partial<Omit<Label, 'id' | 'name' | 'parent'>> & {
  readonly name: string
  readonly shapes: string[]
  readonly parent?: string
}

/**
 * A sample's taxonomy. Labels get hues in their order; classes of the whole case and labels of its parts each have the
 * digits from 1 on, as an import would give them.
 */
export const taxonomyOf = (
  name: string,
  labels: readonly LabelSpec[],
  rest: Partial<Omit<z.input<typeof TaxonomyDraft>, 'name' | 'labels' | 'causes'>> = {},
): TaxonomyDraft => {
  const isClass = ({ shapes }: LabelSpec): boolean => shapes.includes('case')
  const full = labels.map((spec, index) => {
    const digit = 1 + labels.slice(0, index).filter((other) => isClass(other) === isClass(spec)).length
    const { parent, ...own } = spec
    return {
      id: idOf(spec.name),
      ...(digit <= 9 ? { key: String(digit) } : {}),
      hue: index % 12,
      tone: Math.floor(index / 12) % 3,
      dash: Math.floor(index / 36) % 4,
      ...own,
      ...(parent === undefined ? {} : { parent: idOf(parent) }),
    }
  })
  return TaxonomyDraft.parse({ name, labels: full, causes: BUILT_IN_CAUSES, ...rest })
}
