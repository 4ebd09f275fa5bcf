import { newActId, sha256 } from '../../electron/backend/files/sha256.ts'
import { insertItem } from '../../electron/backend/store/datasets.ts'
import { lastSequence } from '../../electron/backend/store/record.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { currentTaxonomy } from '../../electron/backend/store/taxonomies.ts'
import type { TruthOptions } from '../../electron/backend/store/truths.ts'
import { leafHash, merkleRoot } from '../../shared/domain/merkle.ts'
import type { DatasetCounts, DatasetCoverage } from '../../shared/model/dataset.ts'
import { DatasetOptions } from '../../shared/model/dataset.ts'

/** Puts a dataset version straight into a store: the cases of these rows with their newest standing review. */
export const freezeDataset = (
  store: Store,
  name: string,
  {
    upTo,
    parent = null,
    where = 'TRUE',
    truth,
  }: { upTo?: number; parent?: number | null; where?: string; truth?: Partial<TruthOptions> } = {},
): number =>
  store.write((write) => {
    const { rule, importedTruth } = truth ?? {}
    const options = DatasetOptions.parse({ name, truth: rule, importedTruth })
    const number =
      1 + (write.prepare<{ n: number }>('SELECT count(*) AS n FROM dataset_versions WHERE name = ?').get(name)?.n ?? 0)
    const items = write.db
      .prepare<unknown[], { case_id: number; review: string; edge: number }>(
        `SELECT case_id, id AS review, coalesce(json_extract(body, '$.edgeCase'), 0) AS edge FROM reviews r
         WHERE active = 1 AND case_id <= ? AND (${where})
           AND NOT EXISTS (SELECT 1 FROM reviews n WHERE n.case_id = r.case_id AND n.active = 1 AND n.rowid > r.rowid)
         ORDER BY case_id`,
      )
      .all(upTo ?? Number.MAX_SAFE_INTEGER)
    const splitOf = (caseRow: number): number => (caseRow % 10 < 8 ? 0 : caseRow % 10 === 8 ? 1 : 2)
    const counts: DatasetCounts = {
      cases: items.length,
      bySplit: options.splits.map((split, at) => {
        const cases = items.filter(({ case_id }) => splitOf(case_id) === at).length
        return { name: split.name, cases, groups: cases, labels: {} }
      }),
      byStatus: { single: items.length, consensus: 0, adjudicated: 0 },
      byVerdict: {},
      edgeCases: items.filter(({ edge }) => edge === 1).length,
      golden: 0,
      leftOut: { unanswered: 0, undecided: 0, uncorrected: 0, outdated: 0 },
      ...{ nearDuplicates: 0, notCompared: 0, splitConflicts: 0, resplit: 0 },
      worstShare: null,
    }
    const coverage: DatasetCoverage = {
      casesInProject: write.prepare<{ n: number }>('SELECT count(*) AS n FROM cases').get()?.n ?? 0,
      bySource: [],
      byKind: [],
      missingLabels: [],
    }
    const hashes = items.map(({ review }) => leafHash(sha256, Buffer.from(review)))
    const row = Number(
      write
        .prepare(
          `INSERT INTO dataset_versions (uid, name, number, parent_id, clock, person_id, desk_id, log_sequence,
             taxonomy_version, state, options, report, root) VALUES (?, ?, ?, ?, ?, 'ada', ?, ?, ?, 'frozen', ?, ?, ?)`,
        )
        .run(
          ...[newActId(), name, number, parent, write.clock, write.deskId, lastSequence(write, write.deskId)],
          ...[currentTaxonomy(write)?.version ?? 0, JSON.stringify(options), JSON.stringify({ counts, coverage })],
          merkleRoot(sha256, hashes),
        ).lastInsertRowid,
    )
    items.forEach(({ case_id, review, edge }, at) => {
      const hash = hashes[at] ?? Buffer.alloc(32)
      insertItem(write, row, {
        ...{ caseRow: case_id, split: splitOf(case_id), flags: edge, reviewIds: [review], status: 'single' },
        ...{ labelRows: [], answerHash: hash.subarray(0, 16), hash },
      })
    })
    return row
  })
