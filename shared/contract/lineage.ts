import { z } from 'zod'
import { DatasetId } from '../model/dataset.ts'
import { CaseId, Instant, PersonId, ReviewId, Sha256 } from '../model/ids.ts'
import { CardKind, LabelChange, LineageEdge, LineageNode, LineageSubject, Training } from '../model/lineage.ts'
import { ErrorType, Verdict } from '../model/verdict.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

const page = {
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(0).max(500).default(50),
}

const LineageCase = z.strictObject({ caseId: CaseId, key: z.string(), title: z.string() })

/** A dataset version as the lineage tells it. */
export const LineageVersion = z.strictObject({
  id: DatasetId,
  /** "shelves@3". */
  name: z.string(),
  parent: z.string().nullable(),
  at: Instant,
  taxonomyVersion: z.int(),
  cases: z.int(),
  splits: z.array(z.strictObject({ name: z.string(), cases: z.int(), where: Where })),
  edgeCases: z.int(),
  golden: z.int(),
  root: Sha256,
  /** Its cases, in the query language. */
  where: Where,
})
export type LineageVersion = z.infer<typeof LineageVersion>

export const lineage = {
  /**
   * Records that a model was trained on a dataset version. Saying the same twice records it once. A dataset that is not
   * known here is refused with `not-found`, unless `elsewhere` says that it was made by another project or tool.
   */
  'model.train': command(
    z.strictObject({
      /** "shelf@8". It may be unknown yet: its predictions can come later. */
      model: z.string().trim().min(1).max(400),
      on: z.string().trim().min(1).max(400),
      elsewhere: z.boolean().default(false),
      at: Instant,
      note: z.string().max(2000).default(''),
    }),
    Training,
  ),
  /** Every model version, the newest in the project first, with what trained it. */
  'model.list': query(
    z.strictObject({}),
    z.strictObject({
      models: z.array(
        z.strictObject({ name: z.string(), predictions: z.int(), where: Where, trainings: z.array(Training) }),
      ),
    }),
  ),
  /** Which data trained this model, or is in this dataset version: the version and those it grew from, newest first. */
  'lineage.data': query(
    z.strictObject({ subject: LineageSubject }),
    z.strictObject({
      /** Of a model; of a dataset version none. */
      trainings: z.array(Training),
      versions: z.array(LineageVersion),
    }),
  ),
  /**
   * Which labels of that data were corrected since: the answer that was frozen beside the agreed one of now by the version's
   * rule, label by label, as both are called today. Of a model whose data is not known here: since its training, among all cases.
   */
  'lineage.corrected': query(
    z.strictObject({ subject: LineageSubject, ...page }),
    z.strictObject({
      /** What today's answers are held against: dataset versions, or a time; neither is known: nothing can be said. */
      against: z.array(z.string()),
      since: Instant.nullable(),
      cases: z.int(),
      /** Most frequent first, 500 at most; `kinds` counts them all. */
      changes: z.array(LabelChange.extend({ labels: z.int(), cases: z.int() })),
      kinds: z.int(),
      rows: z.array(
        LineageCase.extend({ changes: z.array(LabelChange), reviewId: ReviewId, personId: PersonId, at: Instant }),
      ),
    }),
  ),
  /**
   * Which edge cases were added: marked as such now and not in that data; or, with `to`, in that version as an edge case
   * and not in this one. `where` leads to them (and to those marked and not filed yet); null where no expression does.
   */
  'lineage.edgeCases': query(
    z.strictObject({ subject: LineageSubject, to: z.string().trim().min(1).max(400).optional(), ...page }),
    z.strictObject({
      against: z.array(z.string()),
      total: z.int(),
      rows: z.array(LineageCase),
      where: Where.nullable(),
    }),
  ),
  /** Which taxonomy versions came since, oldest first, with what each changed, in sentences. */
  'lineage.taxonomy': query(
    z.strictObject({ subject: LineageSubject, to: z.int().positive().optional() }),
    z.strictObject({
      /** The version of that data; null where it is not known, and then nothing is compared. */
      from: z.int().nullable(),
      to: z.int().nullable(),
      versions: z.array(
        z.strictObject({
          version: z.int(),
          at: Instant,
          personId: PersonId,
          summary: z.string(),
          changes: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Which model used which version: of one of them, or all pairs; the last trained first. */
  'lineage.usage': query(
    z.strictObject({ subject: LineageSubject.nullable().default(null) }),
    z.strictObject({ pairs: z.array(Training) }),
  ),
  /**
   * Which reviews came from a model's failure. Of a model: standing reviews of its predictions that found something
   * wrong. Of a dataset version: those among the reviews that its answers rest on, whichever model failed.
   */
  'lineage.failures': query(
    z.strictObject({ subject: LineageSubject, ...page }),
    z.strictObject({
      reviews: z.int(),
      cases: z.int(),
      /** Leads to the cases; null of a dataset version, whose reviews may have been superseded since. */
      where: Where.nullable(),
      /** Reviews still to be worked out: in no count yet, or counted as they read before the taxonomy changed. */
      uncounted: z.int(),
      byModel: z.array(z.strictObject({ model: z.string(), reviews: z.int() })),
      byError: z.array(z.strictObject({ what: ErrorType, reviews: z.int(), where: Where.nullable() })),
      byCause: z.array(z.strictObject({ what: z.string(), reviews: z.int(), where: Where.nullable() })),
      /** Predicted label and the one it was corrected to, most frequent first, 500 at most. */
      byLabel: z.array(LabelChange.extend({ reviews: z.int() })),
      rows: z.array(
        LineageCase.extend({
          reviewId: ReviewId,
          model: z.string(),
          verdict: Verdict.nullable(),
          errors: z.array(ErrorType),
          personId: PersonId,
          at: Instant,
        }),
      ),
    }),
  ),
  /**
   * What grew from what, for a picture: at most the newest 200 of each kind of node. `left` counts those that are not
   * shown, by kind.
   */
  'lineage.graph': query(
    z.strictObject({}),
    z.strictObject({
      nodes: z.array(LineageNode),
      edges: z.array(LineageEdge),
      left: z.record(z.string(), z.int()),
    }),
  ),
  /**
   * A dataset version described: a data card for people (`html`, `markdown`), Croissant 1.1 JSON-LD of its files, or a
   * CycloneDX 1.6 bill of materials with the models it trained.
   */
  'dataset.card': query(
    z.strictObject({
      /** "shelves@3", or "shelves" for its newest version. */
      dataset: z.string().trim().min(1).max(400),
      as: CardKind,
      /** The licence of the data, by address or name, and where it is found: only its owner knows. Croissant asks. */
      license: z.string().trim().min(1).max(2000).optional(),
      url: z.url().max(2000).optional(),
    }),
    z.strictObject({ name: z.string(), mime: z.string(), text: z.string() }),
  ),
} as const
