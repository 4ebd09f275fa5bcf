import { create } from 'zustand'
import { carrierLabel } from '../../../../shared/domain/carrier.ts'
import { sameJson } from '../../../../shared/domain/same-json.ts'
import {
  attributePlace,
  attributesFor,
  attributeValue,
  withAttribute,
  withEvidence,
} from '../../../../shared/domain/taxonomy/attributes.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Json } from '../../../../shared/model/json.ts'
import type { Attribute, Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { commitShapes } from '../commands.ts'
import { newAnnotationId } from '../photo/hand.ts'
import { unlocked } from '../photo/sitting.ts'
import { type ReviewState, review, selectedObjects, shownWholes } from '../review-state.ts'
import { valueWord } from './attribute-words.ts'

/** What attributes are edited on: the selected objects, else the turn that has the hand, else the whole case. */
export type Targets = { readonly on: Attribute['on']; readonly annotations: readonly Annotation[] }

export const targetsOf = (state: Pick<ReviewState, 'desk' | 'veiled' | 'selection' | 'turn'>): Targets => {
  const chosen = selectedObjects(state)
  const [first] = chosen
  if (first) return { on: attributePlace(first), annotations: chosen }
  const { turn } = state
  const whole = shownWholes(state).filter(({ shape }) => shape.kind === 'case' && shape.turn === (turn ?? undefined))
  return { on: turn === null ? 'case' : 'turn', annotations: whole }
}

/** A turn or case without a class has nothing yet that could hold its attributes: this will, once one is given. */
export const carrierFor = (turn: number | null): Annotation => ({
  id: newAnnotationId(),
  label: carrierLabel(turn ?? undefined),
  shape: { kind: 'case', ...(turn === null ? {} : { turn }) },
  attributes: {},
})

/** The attributes that all of these have. */
export const sharedAttributes = (
  taxonomy: Taxonomy | null,
  annotations: readonly Annotation[],
): readonly Attribute[] => {
  const [first, ...others] = annotations.map((annotation) => attributesFor(taxonomy, annotation))
  return (first ?? []).filter((attribute) => others.every((list) => list.includes(attribute)))
}

/** What they say under a name; `mixed` where they do not all say the same. */
export const sharedValue = (
  annotations: readonly Annotation[],
  name: string,
): { value: Json | undefined; mixed: boolean } => {
  const [first, ...others] = annotations.map((annotation) => attributeValue(annotation, name))
  const mixed = others.some((value) => !sameJson(value ?? null, first ?? null))
  return { value: mixed ? undefined : first, mixed }
}

/** Sets an attribute on all of these, or takes it away: one gesture. */
export const giveAttribute = (annotations: readonly Annotation[], name: string, value: Json | undefined): void => {
  const put = unlocked(annotations).map((annotation) => withAttribute(annotation, name, value))
  if (put.length > 0) commitShapes({ label: `${name}: ${valueWord(value)}`, put, remove: [] })
}

/** The spans that show a value are being chosen; of whom, and for what. */
type Linking = { readonly ids: readonly AnnotationId[]; readonly name: string }
export const useLinking = create<{ readonly linking: Linking | null }>(() => ({ linking: null }))

export const startLinking = (annotations: readonly Annotation[], name: string): void =>
  useLinking.setState({ linking: { ids: annotations.map(({ id }) => id), name } })

export const stopLinking = (): void => useLinking.setState({ linking: null })

/** Links what is selected now as the evidence asked for; an object is no evidence of itself. */
export const linkSelected = (): void => {
  const { linking } = useLinking.getState()
  const { selection, desk } = review()
  stopLinking()
  if (!linking || !desk) return
  const owners = desk.worksheet.annotations.filter(({ id }) => linking.ids.includes(id))
  const put = unlocked(owners).map((owner) => {
    const before = owner.evidence?.[linking.name] ?? []
    const more = selection.filter((id) => id !== owner.id && !before.includes(id))
    return withEvidence(owner, linking.name, [...before, ...more])
  })
  commitShapes({ label: `evidence of ${linking.name}`, put, remove: [] })
}

export const unlink = (annotations: readonly Annotation[], name: string, id: AnnotationId): void =>
  commitShapes({
    label: `evidence of ${name}`,
    put: unlocked(annotations).map((one) =>
      withEvidence(
        one,
        name,
        (one.evidence?.[name] ?? []).filter((each) => each !== id),
      ),
    ),
    remove: [],
  })
