import type { ImportCounts, Reject } from '../../../shared/contract/imports.ts'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { excerptOf } from '../../../shared/domain/formats/read-row.ts'
import type { HighRiskOf } from '../../../shared/domain/triggers/high-risk.ts'
import { signals } from '../../../shared/domain/triggers/signals.ts'
import { CaseId, type ImportId, type PersonId } from '../../../shared/model/ids.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { insertAsset } from '../store/assets.ts'
import { insertReject } from '../store/imports.ts'
import { readPredictions } from '../store/predictions.ts'
import { currentReading, predictionsOfCaseAsRead } from '../store/readings.ts'
import { insertTruth } from '../store/reviews.ts'
import type { Write } from '../store/store.ts'
import { FRESH_ROWS, insertFresh, isFresh } from './import-fresh.ts'
import { createNames } from './import-names.ts'
import type { PreparedPrediction, PreparedRow } from './import-prepare.ts'

export type Counts = { -readonly [K in keyof ImportCounts]: ImportCounts[K] }

export type WriterOptions = {
  readonly importId: ImportId
  readonly role: 'prediction' | 'truth' | 'outcome'
  /** Whose truth it is. */
  readonly personId: PersonId
  /** Who imports it. */
  readonly importedBy: PersonId
  readonly taxonomyVersion: () => number
  readonly highRisk: HighRiskOf
  readonly counts: Counts
  /** Takes what a person should know though nothing was lost. */
  warn(text: string): void
}

/** Writes prepared rows. After a transaction that failed it must not be used again: it remembers what that one stored. */
export type RowWriter = {
  /** To be called when a transaction begins: another process may have written since the last one. */
  begin(write: Write): void
  rows(write: Write, rows: readonly PreparedRow[], file: string): void
  reject(write: Write, reject: Reject, kind: 'setAside' | 'conflicts'): void
  /** Brings full-text search up to the rows written: call it before each commit. */
  index(write: Write): void
}

export const createRowWriter = (options: WriterOptions): RowWriter => {
  const { counts } = options
  const names = createNames(options)
  let next = 1
  let nextPrediction = 1
  let indexed = 1

  const reject: RowWriter['reject'] = (write, rejected, kind) => {
    insertReject(write, options.importId, rejected)
    counts[kind] += 1
  }
  const conflict = (
    write: Write,
    row: PreparedRow,
    file: string,
    reason: string,
    message: string,
    remedy: string,
  ): void =>
    reject(
      write,
      { file, line: row.line, reason, message, remedy, excerpt: excerptOf(row.text ?? row.body) },
      'conflicts',
    )

  const addCase = (write: Write, row: PreparedRow): number | null => {
    const { signals: seen } = row
    const id = next
    const { changes } = write
      .prepare(INSERT_CASE)
      .run(
        id,
        row.uid,
        row.kind,
        row.source === null ? null : names.id(write, 'sources', row.source),
        row.group === null ? null : names.id(write, 'groups', row.group),
        row.time,
        seen.score,
        seen.margin,
        row.prediction ? 1 : 0,
        seen.annotations,
        row.severity,
        seen.risk,
        row.draw,
        row.inclusion,
        seen.label === null ? null : names.id(write, 'labels', seen.label),
      )
    if (changes === 0) return null
    next += 1
    const { key, feed, title, body, text, meta, extra, contentHash } = row
    write.prepare(INSERT_CONTENT).run(id, key, feed, title, body, text, meta, extra, contentHash, options.importId)
    for (const [ordinal, asset] of row.assets.entries()) {
      if (insertAsset(write, asset)) counts.assetsAdded += 1
      write.prepare(INSERT_CASE_ASSET).run(id, ordinal, asset.sha256)
    }
    counts.casesAdded += 1
    return id
  }

  /** The row's case, new or known; null where it is a conflict, or unknown and without content. */
  const caseOf = (write: Write, row: PreparedRow, file: string): { id: number; isNew: boolean } | null => {
    if (row.contentHash !== null && options.role !== 'outcome') {
      const id = addCase(write, row)
      if (id !== null) return { id, isNew: true }
    }
    const known = write.prepare<KnownCase>(KNOWN_CASE).get(row.uid)
    if (!known) {
      const message = `No case has the key ${row.key}.`
      const remedy = 'Import the cases first, with the same source name, or give this row its content.'
      reject(
        write,
        { file, line: row.line, reason: 'unknown-key', message, remedy, excerpt: excerptOf(row.body) },
        'setAside',
      )
      return null
    }
    if (row.contentHash !== null && options.role !== 'outcome' && !known.content_hash.equals(row.contentHash)) {
      conflict(
        write,
        row,
        file,
        'conflict',
        `The key ${row.key} is known, but with other content. What was there is kept.`,
        'Give changed cases a new key, or import this file as a feed of its own.',
      )
      return null
    }
    counts.casesKnown += 1
    if (saysOtherwise(row, known))
      options.warn(
        'A known case came with another source, group, time, flag, inclusion, tokens or metadata. What was there is kept.',
      )
    return { id: known.id, isNew: false }
  }

  const addPrediction = (
    write: Write,
    row: PreparedRow,
    prediction: PreparedPrediction,
    file: string,
    at: { id: number; isNew: boolean },
  ): void => {
    const model = names.model(write, prediction.model)
    const { changes } = write
      .prepare(INSERT_PREDICTION)
      .run(nextPrediction, prediction.uid, at.id, model, options.importId, prediction.body)
    if (changes === 0) {
      const stored = write
        .prepare<{ body: string }>('SELECT body FROM predictions WHERE case_id = ? AND uid = ?')
        .get(at.id, prediction.uid)?.body
      if (stored === prediction.body || sameJson(stored, prediction.body)) counts.predictionsKnown += 1
      else
        conflict(
          write,
          row,
          file,
          'conflict-prediction',
          `${modelName(prediction.model)} has said something else of ${row.key} before. What was there is kept.`,
          'Give another version of the model another name or version, or each prediction an id of its own.',
        )
      return
    }
    const id = nextPrediction
    nextPrediction += 1
    counts.predictionsAdded += 1
    const insert = write.prepare(INSERT_ANNOTATION)
    for (let ordinal = 0; ordinal < prediction.labels.length; ordinal += 1)
      insert.run(
        id,
        ordinal,
        at.id,
        names.id(write, 'labels', prediction.labels[ordinal] ?? ''),
        prediction.scores[ordinal] ?? null,
      )
    if (!at.isNew) refreshSignals(write, at.id)
  }

  /** A case that gets another prediction: what is stored with it is of all of them. */
  const refreshSignals = (write: Write, caseRow: number): void => {
    const predictions = readPredictions(write, caseRow)
    const seen = signals(predictions, options.highRisk)
    // Two models may use names of different days for one label.
    const asRead = predictionsOfCaseAsRead(write, currentReading(write), caseRow, predictions)
    const disagreement = asRead === predictions ? seen.disagreement : signals(asRead, options.highRisk).disagreement
    const label = seen.label === null ? null : names.id(write, 'labels', seen.label)
    write
      .prepare(UPDATE_SIGNALS)
      .run(seen.score, seen.margin, disagreement, predictions.length, seen.annotations, seen.risk, label, caseRow)
  }

  const addTruth = (write: Write, row: PreparedRow, truth: string, caseRow: number): void => {
    const { annotations, relations } = JSON.parse(truth)
    const added = insertTruth(write, {
      caseRow,
      caseId: CaseId.parse(Buffer.from(row.uid).toString('hex')),
      personId: options.personId,
      annotations,
      relations,
      taxonomyVersion: options.taxonomyVersion(),
      importId: options.importId,
    })
    if (added === 'added') counts.truthsAdded += 1
  }

  const addOutcome = (write: Write, row: PreparedRow, value: string, file: string, caseRow: number): void => {
    const { changes } = write.prepare(INSERT_OUTCOME).run(caseRow, value, row.outcomeTime, options.importId)
    if (changes === 1) {
      counts.outcomesAdded += 1
      return
    }
    const stored = write
      .prepare<{ value: string; time: string | null }>('SELECT value, time FROM outcomes WHERE case_id = ?')
      .get(caseRow)
    if (stored?.value !== value || (row.outcomeTime !== null && stored.time !== row.outcomeTime))
      conflict(
        write,
        row,
        file,
        'conflict-outcome',
        `The outcome of ${row.key} is known as “${toldOf(stored?.value, stored?.time)}”, not “${toldOf(value, row.outcomeTime)}”. What was there is kept.`,
        'Leave one of the two outcomes out.',
      )
  }

  const oneRow = (write: Write, row: PreparedRow, file: string): void => {
    if (options.role === 'outcome' && row.outcomeValue === null) {
      const message = `The row of ${row.key} tells no outcome.`
      const remedy = 'Give it an "outcome" with a value, or leave the row out.'
      const excerpt = excerptOf(row.text ?? row.body)
      reject(write, { file, line: row.line, reason: 'no-outcome', message, remedy, excerpt }, 'setAside')
      return
    }
    const at = caseOf(write, row, file)
    if (!at) return
    if (options.role === 'prediction' && row.prediction) addPrediction(write, row, row.prediction, file, at)
    if (options.role === 'truth' && row.truth !== null) addTruth(write, row, row.truth, at.id)
    if (options.role !== 'truth' && row.outcomeValue !== null) addOutcome(write, row, row.outcomeValue, file, at.id)
  }

  /** True where all of them were new cases. */
  const allFresh = (write: Write, rows: readonly PreparedRow[]): boolean => {
    if (options.role !== 'prediction' || !rows.every(isFresh)) return false
    const predictions = insertFresh(write, rows, { next, nextPrediction, names, importId: options.importId })
    if (predictions === null) return false
    next += rows.length
    nextPrediction += predictions
    counts.casesAdded += rows.length
    counts.predictionsAdded += predictions
    return true
  }

  return {
    begin: (write) => {
      next = write.prepare<{ id: number }>(NEXT_CASE).get()?.id ?? 1
      nextPrediction = write.prepare<{ id: number }>(NEXT_PREDICTION).get()?.id ?? 1
      indexed = next
    },
    rows: (write, rows, file) => {
      counts.rows += rows.length
      for (let first = 0; first < rows.length; first += FRESH_ROWS) {
        const some = rows.slice(first, first + FRESH_ROWS)
        if (!allFresh(write, some)) for (const row of some) oneRow(write, row, file)
      }
    },
    reject,
    index: (write) => {
      if (next > indexed) write.prepare(INDEX_TEXT).run(indexed, next)
      indexed = next
    },
  }
}

const NEXT_CASE = 'SELECT coalesce(max(id), 0) + 1 AS id FROM cases'
const NEXT_PREDICTION = 'SELECT coalesce(max(id), 0) + 1 AS id FROM predictions'
const INSERT_CASE = `
INSERT INTO cases (id, uid, kind, source_id, group_id, time, score, margin, predictions, annotations, severity, risk, draw, inclusion, label_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING`
const INSERT_CONTENT = `
INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const INSERT_CASE_ASSET = 'INSERT INTO case_assets (case_id, ordinal, sha256) VALUES (?, ?, ?)'
const KNOWN_CASE = `
SELECT c.id, b.content_hash, c.time, b.meta, b.extra, s.name AS source, g.name AS "group"
FROM cases c JOIN case_contents b ON b.case_id = c.id
LEFT JOIN sources s ON s.id = c.source_id LEFT JOIN groups g ON g.id = c.group_id WHERE c.uid = ?`
const INSERT_PREDICTION = `
INSERT INTO predictions (id, uid, case_id, model_id, import_id, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (case_id, model_id, uid) DO NOTHING`
const INSERT_ANNOTATION = `
INSERT INTO prediction_annotations (prediction_id, ordinal, case_id, label_id, score) VALUES (?, ?, ?, ?, ?)`
const UPDATE_SIGNALS = `
UPDATE cases SET score = ?, margin = ?, disagreement = ?, predictions = ?, annotations = ?, risk = ?, label_id = ? WHERE id = ?`
const INSERT_OUTCOME = `
INSERT INTO outcomes (case_id, value, time, import_id) VALUES (?, ?, ?, ?) ON CONFLICT (case_id) DO NOTHING`
const INDEX_TEXT = `
INSERT INTO case_search (rowid, text) SELECT case_id, text FROM case_contents WHERE case_id >= ? AND case_id < ? AND text IS NOT NULL`

type KnownCase = {
  readonly id: number
  readonly content_hash: Buffer
  readonly time: string | null
  readonly meta: string
  readonly extra: string
  readonly source: string | null
  readonly group: string | null
}

/** Whether a row says something of a known case that is not what is stored. What it leaves out is no contradiction. */
const saysOtherwise = (row: PreparedRow, known: KnownCase): boolean =>
  (row.source !== null && row.source !== known.source) ||
  (row.group !== null && row.group !== known.group) ||
  (row.time !== null && row.time !== known.time) ||
  (row.meta !== known.meta && addsTo(row.meta, known.meta)) ||
  (row.extra !== known.extra && addsTo(row.extra, known.extra))

/** Two JSON objects: whether the first has a member that the second has not, or has otherwise. */
const addsTo = (said: string, stored: string): boolean => {
  const there = new Map(Object.entries(JSON.parse(stored)).map(([key, value]) => [key, JSON.stringify(value)]))
  return Object.entries(JSON.parse(said)).some(([key, value]) => there.get(key) !== JSON.stringify(value))
}

const toldOf = (value: string | undefined, time: string | null | undefined): string =>
  `${value?.slice(0, 80)}${time ? `, ${time}` : ''}`

const sameJson = (a: string | undefined, b: string): boolean =>
  a !== undefined && canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b))
