import type { Annotation } from '../../model/annotation.ts'
import type { LabelId } from '../../model/ids.ts'
import type { JsonObject } from '../../model/json.ts'
import type { LabelMapping, TaxonomyQuestion } from '../../model/migration.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { carriesAttributes } from '../carrier.ts'
import { sameJson } from '../same-json.ts'
import { type CodeLookup, definitionOf, type Misfit, NO_LISTS, newMisfits, type Said, sameDemands } from './fitting.ts'
import { createLabelReading, type Indexed, type ReadLabel, type Speaker } from './reading-labels.ts'
import type { Facts } from './replacing.ts'
import type { Versions } from './version-line.ts'

/** What was said, as a version reads it. Nothing is ever left out: what cannot be read stays as it was given. */
export type ReadAs = Said & {
  readonly questions: readonly TaxonomyQuestion[]
  /** Something reads otherwise than it was given. */
  readonly rewritten: boolean
  /** Keys (`stepKey` in migration.ts) of the steps to the newest version that rewrite this or ask about it. */
  readonly touched: ReadonlySet<string>
}

export type ReviewSpeaker = {
  /** The version the review is pinned to. */
  readonly from: number
  /** Name of the model whose prediction it judges; null where it judges none. */
  readonly model: string | null
  /** It was imported as truth, so that its names are a file's. */
  readonly truth: boolean
  readonly metadata: () => JsonObject
}

export type PredictionSpeaker = {
  /** The version that held when it was imported. */
  readonly from: number
  readonly model: string
  readonly metadata: () => JsonObject
}

const NOTHING: ReadonlySet<string> = new Set()

/** Whether a question leaves open which label it is; others are about what stands beside it. */
export const isAboutLabel = ({ about }: Pick<TaxonomyQuestion, 'about'>): boolean =>
  about === 'split' || about === 'replaced' || about === 'removed' || about === 'withdrawn'

/**
 * Reads what reviews and predictions say in the words of version `to`. Stored records are never changed: they are read
 * from the version that they were said under, step by step along the line of versions, by the labels' lasting ids.
 *
 * - A renamed label has its new name; one with a single replacement, or a rule that fits, is that label.
 * - A split label without a rule that fits, and one that is gone without a replacement, stays, with a question.
 * - Values, relations, fields and shapes that fitted and no longer do stay, with a question. What did not fit before is
 *   not asked about now.
 * - A review made under a version that was withdrawn is read from the last version that still holds, with a question.
 *
 * What things are called is a function of the versions up to `to` and the mappings alone, so that a batch reads for ever as
 * it did when it was made; `stands` only asks about codes.
 */
export const createReading = (
  versions: Versions,
  to: number,
  mappings: readonly LabelMapping[] = [],
  stands: CodeLookup = NO_LISTS,
) => {
  const labels = createLabelReading(versions, to, mappings)
  const alike = new Map<number, boolean>()
  const demandsAlike = (from: Indexed, target: Indexed): boolean => {
    const known = alike.get(from.taxonomy.version) ?? sameDemands(from.taxonomy, target.taxonomy)
    alike.set(from.taxonomy.version, known)
    return known
  }

  /** A field of the schema is no label, nor what only holds attributes. */
  const isLabelled = (annotation: Annotation, fields: ReadonlySet<string>): boolean =>
    !carriesAttributes(annotation) && !(annotation.shape.kind === 'field' && fields.has(annotation.label))

  const fieldsKnown = new WeakMap<Taxonomy, ReadonlySet<string>>()
  const fieldNames = (taxonomy: Taxonomy | undefined): ReadonlySet<string> => {
    if (taxonomy === undefined || taxonomy.fields.length === 0) return NOTHING
    const known = fieldsKnown.get(taxonomy) ?? new Set(taxonomy.fields.map(({ name }) => name))
    fieldsKnown.set(taxonomy, known)
    return known
  }

  const readAll = (annotations: readonly Annotation[], speaker: Speaker, metadata: () => JsonObject) => {
    const fields = fieldNames(labels.indexOf(speaker.from)?.taxonomy)
    const readName = labels.namesOf(speaker)
    let rewritten = false
    const reads: (ReadLabel | null)[] = []
    const read = annotations.map((annotation) => {
      const facts = (): Facts => ({ attributes: annotation.attributes, metadata })
      const found = isLabelled(annotation, fields) ? readName(annotation.label, facts) : null
      reads.push(found)
      if (found === null || found.name === annotation.label) return annotation
      rewritten = true
      return { ...annotation, label: found.name }
    })
    return { annotations: rewritten ? read : annotations, reads, rewritten }
  }

  const labelQuestions = (
    given: readonly Annotation[],
    reads: readonly (ReadLabel | null)[],
  ): readonly TaxonomyQuestion[] =>
    reads.flatMap((read, at): TaxonomyQuestion[] => {
      const annotation = given[at]
      if (!annotation || !read?.question) return []
      const { about, choices, version } = read.question
      return [
        {
          annotationId: annotation.id,
          about,
          label: annotation.label,
          attribute: null,
          choices: [...labels.choiceNames(choices)],
          version,
        },
      ]
    })

  /** Labels that the withdrawn version had merged into this one: what was labelled so may have been any of them. */
  const mergedInto = (id: LabelId, from: Indexed): readonly string[] =>
    (labels.target?.taxonomy.labels ?? [])
      .filter((label) => label.id !== id && !label.deprecated && from.byId.get(label.id)?.replacedBy.includes(id))
      .map(({ name }) => name)

  const withdrawnQuestions = (
    given: readonly Annotation[],
    reads: readonly (ReadLabel | null)[],
    from: Indexed,
    version: number,
  ): readonly TaxonomyQuestion[] => {
    const asked = reads.flatMap((read, at): TaxonomyQuestion[] => {
      const annotation = given[at]
      if (!annotation || read?.id == null) return []
      const own = labels.target?.byId.get(read.id)
      const choices = [...(own && !own.deprecated ? [own.name] : []), ...mergedInto(read.id, from)]
      if (own && own.name === annotation.label && choices.length === 1) return []
      const about = 'withdrawn' as const
      return [{ annotationId: annotation.id, about, label: annotation.label, attribute: null, choices, version }]
    })
    const whole = { annotationId: null, about: 'withdrawn', label: '', attribute: null, choices: [], version } as const
    return asked.length > 0 ? asked : [{ ...whole, choices: [] }]
  }

  /** The newest version on the way that says something else of it than the one before. */
  const askedBy = (misfit: Misfit, start: number): number => {
    const { line } = labels
    for (let place = line.length - 1; place > start; place -= 1) {
      const [before, after] = [line[place - 1], line[place]]
      if (before && after && !sameJson(definitionOf(before.taxonomy, misfit), definitionOf(after.taxonomy, misfit)))
        return after.taxonomy.version
    }
    return to
  }

  const misfitQuestions = (given: Said, read: Said, from: Indexed, start: number): readonly TaxonomyQuestion[] => {
    const { target } = labels
    if (!target || target === from) return []
    return newMisfits(from.taxonomy, given, target.taxonomy, read, stands).map((misfit) => {
      const { annotationId, about, label, attribute, choices } = misfit
      return { annotationId, about, label, attribute, choices: [...choices], version: askedBy(misfit, start) }
    })
  }

  const touchedBy = (
    reads: readonly (ReadLabel | null)[],
    questions: readonly TaxonomyQuestion[],
  ): ReadonlySet<string> => {
    const touched = new Set<string>()
    for (const read of reads) if (read?.touched) touched.add(`label ${read.touched}`)
    for (const { about, attribute, label, version } of questions) {
      if (version !== to) continue
      if (about === 'attribute') touched.add(`attribute ${attribute}`)
      else if (about === 'relation' || about === 'field' || about === 'shape') touched.add(`${about} ${label}`)
    }
    return touched.size === 0 ? NOTHING : touched
  }

  return {
    /** The version that is read into; undefined in a project without any. */
    taxonomy: labels.target?.taxonomy,
    /** True where everything reads as it stands. */
    plain: labels.plain,
    isDecided: labels.isDecided,
    /** A review's annotations with the labels that they read as; what a person must say first is not looked for. */
    labelled: (
      annotations: readonly Annotation[],
      { from, model, truth, metadata }: ReviewSpeaker,
    ): readonly Annotation[] =>
      readAll(annotations, { from, model, foreign: truth, is: 'review' }, metadata).annotations,
    review: (given: Said, { from, model, truth, metadata }: ReviewSpeaker): ReadAs => {
      const speaker = { from, model, foreign: truth, is: 'review' } as const
      const { annotations, reads, rewritten } = readAll(given.annotations, speaker, metadata)
      const read = { annotations, relations: given.relations }
      const start = labels.startOf(from)
      const pinned = labels.indexOf(from)
      const asked = labelQuestions(given.annotations, reads)
      if (pinned && start.withdrawn) {
        const version = labels.line[start.at + 1]?.taxonomy.version ?? to
        const questions = [...withdrawnQuestions(given.annotations, reads, pinned, version), ...asked]
        return { ...read, questions, rewritten, touched: touchedBy(reads, questions) }
      }
      const needsFitting =
        pinned !== undefined &&
        labels.target !== undefined &&
        (!demandsAlike(pinned, labels.target) || (rewritten && labels.target.taxonomy.attributes.length > 0))
      const questions = needsFitting ? [...asked, ...misfitQuestions(given, read, pinned, start.at)] : asked
      return { ...read, questions, rewritten, touched: touchedBy(reads, questions) }
    },
    /** A prediction in the taxonomy's words, where there are some; the record itself where nothing reads otherwise. */
    prediction: <T extends { readonly annotations: readonly Annotation[] }>(
      given: T,
      { from, model, metadata }: PredictionSpeaker,
    ): T => {
      const speaker = { from, model, foreign: true, is: 'prediction' } as const
      const { annotations, rewritten } = readAll(given.annotations, speaker, metadata)
      return rewritten ? { ...given, annotations } : given
    },
    /** What a model's name of a label reads as, where no rule looks further than the name. */
    label: (name: string, from: number, model: string): ReadLabel =>
      labels.namesOf({ from, model, foreign: true, is: 'prediction' })(name, () => ({
        attributes: {},
        metadata: () => ({}),
      })),
  }
}
export type Reading = ReturnType<typeof createReading>
