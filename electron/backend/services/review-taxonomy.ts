import { carriesAttributes } from '../../../shared/domain/carrier.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import { BUILT_IN_CAUSES, type CauseId } from '../../../shared/model/verdict.ts'
import type { Write } from '../store/store.ts'
import { currentTaxonomy, publishDerived } from '../store/taxonomies.ts'

/**
 * The taxonomy version a review of these annotations is pinned to: the current one, or the next where a person gave a
 * label that no version knows, which is then published with it, so that every review's labels mean something. Labels
 * that the prediction has are known since its import. A field of the schema is no label, nor what only holds attributes.
 */
export function pinTaxonomy(
  write: Write,
  personId: PersonId,
  annotations: readonly Annotation[],
  prediction: Prediction | null,
): { readonly version: number; readonly published: boolean } {
  const given = new Set(prediction?.annotations.map((annotation) => annotation.label))
  const others = annotations.filter((annotation) => !given.has(annotation.label))
  const current = currentVersion(write)
  if (others.length === 0) return { version: current, published: false }
  const taxonomy = currentTaxonomy(write)
  const known = new Set(taxonomy?.labels.map((label) => label.name))
  const fields = new Set(taxonomy?.fields.map((field) => field.name))
  const isLabel = (one: Annotation): boolean =>
    !carriesAttributes(one) && !(one.shape.kind === 'field' && fields.has(one.label))
  const unknown = Map.groupBy(
    others.filter((annotation) => isLabel(annotation) && !known.has(annotation.label)),
    (annotation) => annotation.label,
  )
  const found = [...unknown].map(([name, labelled]) => ({
    name,
    shapes: [...new Set(labelled.map((annotation) => annotation.shape.kind))],
  }))
  const next = found.length === 0 ? null : publishDerived(write, personId, found)
  return next ? { version: next.version, published: true } : { version: current, published: false }
}

/** The first of these causes that the taxonomy does not have, and those that it has; null when all are known. */
export function unknownCause(
  write: Write,
  causes: readonly CauseId[],
): { readonly cause: CauseId; readonly known: readonly CauseId[] } | null {
  if (causes.length === 0) return null
  const known = (currentTaxonomy(write)?.causes ?? BUILT_IN_CAUSES).map(({ id }): CauseId => id)
  const cause = causes.find((each) => !known.includes(each))
  return cause === undefined ? null : { cause, known }
}

/** A review made before any label was met is pinned to the version that the first label will make. */
const currentVersion = (write: Write): number =>
  write.prepare<{ version: number | null }>('SELECT max(version) AS version FROM taxonomy_versions').get()?.version ?? 1
