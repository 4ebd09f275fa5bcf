import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES, type CauseId, type Culprit, type Verdict } from '../../../shared/model/verdict.ts'
import { causeWord } from '../../ui/words.ts'

/** `culprit` is null of a cause that the taxonomy no longer has. */
export type Cause = { readonly id: CauseId; readonly name: string; readonly culprit: Culprit | null }

/** A built-in cause is named in the language of the desk, for as long as the project calls it as the desk does. */
const nameOf = ({ id, name }: Pick<Cause, 'id' | 'name'>): string =>
  BUILT_IN_CAUSES.some((built) => built.id === id && built.name === name) ? causeWord(id) : name

/** The causes a reviewer may choose, in the project's order. The first nine have digit keys. */
export const causesOf = (taxonomy: Taxonomy | null): readonly Cause[] =>
  (taxonomy?.causes ?? BUILT_IN_CAUSES).map(({ id, name, culprit }) => ({ id, culprit, name: nameOf({ id, name }) }))

/** What a cause is called in the project; of one that it no longer has, the desk's own word or its id. */
export const causeName = (taxonomy: Taxonomy | null, id: CauseId): string =>
  causesOf(taxonomy).find((cause) => cause.id === id)?.name ?? causeWord(id)

/** Whether a verdict may not be filed as it stands, for want of a cause. */
export const lacksCause = (taxonomy: Taxonomy | null, verdict: Verdict | null, causes: readonly CauseId[]): boolean =>
  verdict !== null && causes.length === 0 && (taxonomy?.causesRequiredFor.includes(verdict) ?? false)
