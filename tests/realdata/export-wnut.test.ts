import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import { ImportReport } from '../../shared/contract/imports.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Case } from '../../shared/model/case.ts'
import { AnnotationId, type CaseId } from '../../shared/model/ids.ts'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const FOLDER = join(REALDATA, 'wnut17')
const SYSTEMS = ['arcada', 'drexel_cci', 'uh_ritual']

type Sentence = { readonly tokens: readonly string[]; readonly tags: readonly string[] }

/** The file by the plainest reading of it, not the desk's. */
const sentencesOf = (conll: string): Sentence[] =>
  conll
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split('\n\n')
    .map((block) => {
      const rows = block.split('\n').map((line) => line.split('\t'))
      return { tokens: rows.map(([token = '']) => token), tags: rows.map(([, tag = '']) => tag) }
    })

/** A sentence's tags as spans over the case's own tokens. */
const spansOf = ({ tags }: Sentence, { content: { text = '' }, tokens = [] }: Case): Annotation[] => {
  const found: { label: string; from: number; to: number }[] = []
  for (const [index, tag] of tags.entries()) {
    const last = found.at(-1)
    if (tag.startsWith('B-')) found.push({ label: tag.slice(2), from: index, to: index })
    else if (tag.startsWith('I-') && last !== undefined) last.to = index
  }
  return found.map(({ label, from, to }, index) => ({
    id: AnnotationId.parse(`gold-${index + 1}`),
    label,
    shape: { kind: 'span', ranges: [textRange(text, tokens[from]?.[0] ?? 0, tokens[to]?.[1] ?? 0)] },
    attributes: {},
  }))
}

const allCases = async (desk: Desk, scope: 'all' | 'queued'): Promise<CaseId[]> => {
  const ids: CaseId[] = []
  for (;;) {
    const { rows } = await desk.call('queue.rows', { scope, offset: ids.length, limit: 500 })
    if (rows.length === 0) return ids
    ids.push(...rows.map(({ caseId }) => caseId))
  }
}

test.skipIf(!hasRealdata)(
  'WNUT 2017: three systems without scores, queued by disagreement; with gold as corrections the CoNLL export is gold',
  async () => {
    await using desk = await temporaryDesk()
    for (const system of SYSTEMS) {
      const job = await desk.work('import.start', {
        files: [{ from: 'path', path: join(FOLDER, 'systems', `${system}.conll`) }],
        model: `${system}@1`,
      })
      expect(ImportReport.parse(job.result).counts).toMatchObject({ rows: 1287, predictionsAdded: 1287, setAside: 0 })
    }
    const { byRule } = await desk.call(
      'queue.preview',
      (await desk.call('project.overview', {})).project.settings.triggers,
    )
    expect(byRule.disagreement).toBeGreaterThan(300)
    expect(byRule['low-confidence']).toBe(0)

    const gold = readFileSync(join(FOLDER, 'gold.conll'), 'utf8')
    const sentences = sentencesOf(gold)
    const inOrder = await allCases(desk, 'all')
    expect(inOrder).toHaveLength(sentences.length)
    const byCase = new Map(inOrder.map((id, index) => [id, sentences[index]]))
    // The queued ones first, worst first, as a reviewer meets them; then the rest.
    for (const caseId of new Set([...(await allCases(desk, 'queued')), ...inOrder])) {
      const right = byCase.get(caseId)
      if (right !== undefined) await reviewCase(desk, caseId, (one) => ({ annotations: spansOf(right, one) }))
    }

    const to = join(desk.folder, 'batch')
    const job = await desk.work('export.start', { format: 'conll', to })
    expect(job.error).toBeUndefined()
    const report = ExportReport.parse(job.result)
    expect(report.counts).toMatchObject({ cases: 1287, annotations: 1079, undecided: 0 })
    expect(report.verified).toEqual({ items: 1287, differences: [] })
    expect(report.losses.map(({ what }) => what)).toEqual([
      'case keys (a reader matches by the tokens)',
      'verdicts, causes and error types',
    ])
    expect(readFileSync(join(to, 'batch.conll'), 'utf8')).toBe(gold.replaceAll('\r\n', '\n'))
  },
  180_000,
)
