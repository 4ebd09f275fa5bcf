import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, itemsOf } from '../helpers/datasets.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing } from '../helpers/importing.ts'
import { exactNearPairs } from '../helpers/near-pairs.ts'
import { type Bench, percentile, type Row } from './row.ts'

const CASES = 100_000
const LABELS = Array.from({ length: 40 }, (_, at) => `label ${at}`)

/** A repeatable number in [0, 1). */
const dice = (row: number, purpose: number): number => {
  const mixed = Math.imul(row + purpose * 40_503, 0x9e3779b1) ^ (row >>> 3)
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) % 1_000_003) / 1_000_003
}

const textOf = (row: number): string => {
  const words = Array.from(
    { length: 14 },
    (_, place) => `w${Math.floor(dice(row, place + 20) ** 2 * 5000).toString(36)}`,
  )
  return `${words.join(' ')} ticket ${row.toString(36)}`
}

type Made = { readonly key: string; readonly text: string; readonly group: string; readonly labels: readonly string[] }

/** Every 40th text is another's, of another group, with a word more. One to three of 40 labels, some rare. */
const made = (row: number): Made => ({
  key: `k${row}`,
  text: row % 40 === 39 ? `${textOf(Math.floor(dice(row, 1) * row))} again` : textOf(row),
  group: `group ${Math.floor(dice(row, 2) ** 1.5 * 25_000)}`,
  labels: [
    ...new Set(
      Array.from(
        { length: 1 + Math.floor(dice(row, 3) * 3) },
        (_, at) => LABELS[Math.floor(dice(row, 4 + at) ** 2 * 40)] ?? '',
      ),
    ),
  ],
})

const fill = async (desk: Desk, rows: readonly Made[]): Promise<void> => {
  const path = join(desk.folder, 'truth.jsonl')
  const lines = rows.map(({ key, text, group, labels }) =>
    JSON.stringify({ key, text, group, truth: { class: labels } }),
  )
  writeFileSync(path, `${['{"secondLook":1}', ...lines].join('\n')}\n`)
  await importing(desk, { files: [{ from: 'path', path }], role: 'truth', as: 'gold' })
  await desk.idle()
}

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> => {
  const began = performance.now()
  const value = await work()
  return { value, ms: performance.now() - began }
}

const across = (pairs: readonly (readonly [number, number])[], splits: readonly (string | undefined)[]): number =>
  pairs.filter(([a, b]) => splits[a] !== splits[b]).length

/** Relabels some cases, so that a second version differs from the first. */
const relabel = async (desk: Desk, rows: readonly Made[]): Promise<void> => {
  const changed = rows.filter((_, at) => at % 50 === 0).map((row) => ({ ...row, labels: ['label 0', 'label 7'] }))
  await fill(desk, changed)
}

/**
 * A version of 100,000 texts with their truth, in groups and with near-duplicates: nothing that belongs together is in two
 * splits (checked by an exact search that the desk does not use), labels keep their shares, and what it costs.
 */
export const bench: Bench = {
  name: 'split',
  run: async () => {
    await using desk = await temporaryDesk()
    const rows = Array.from({ length: CASES }, (_, row) => made(row))
    await fill(desk, rows)
    const options = { name: 'bench', seed: 11 }
    const first = await timed(() => built(desk, options))
    const items = await itemsOf(desk, 'bench@1')
    const byKey = new Map(items.map(({ key, split }) => [key, split]))
    const splits = rows.map(({ key }) => byKey.get(key))
    const groups = Map.groupBy(rows.keys(), (at) => rows[at]?.group)
    const broken = [...groups.values()].filter((members) => new Set(members.map((at) => splits[at])).size > 1).length
    const pairs = exactNearPairs(
      rows.map(({ text }) => text),
      0.8,
    )
    const again = await timed(() => built(desk, { ...options, parent: null }))
    const same = (await itemsOf(desk, 'bench@2')).filter(({ key, split }) => byKey.get(key) !== split).length
    await relabel(desk, rows)
    await built(desk, { ...options, parent: first.value.id })
    const diffs: number[] = []
    const pages: number[] = []
    for (let turn = 0; turn < 20; turn++) {
      diffs.push((await timed(() => desk.call('dataset.diff', { from: 'bench@1', to: 'bench@3' }))).ms)
      const window = { from: 'bench@1', to: 'bench@3', kind: 'relabelled', offset: turn * 100, limit: 100 } as const
      pages.push((await timed(() => desk.call('dataset.changes', window))).ms)
    }
    const [diff, page] = [percentile(diffs, 0.95), percentile(pages, 0.95)]
    const worst = first.value.counts.worstShare?.difference ?? 1
    const leaks = across(pairs, splits)
    return [
      { name: 'split.groups-across', value: broken, unit: 'groups', target: '0', pass: broken === 0 },
      { name: 'split.near-duplicates-across', value: leaks, unit: 'pairs', target: '0', pass: leaks === 0 },
      { name: 'split.near-duplicate-pairs', value: pairs.length, unit: 'pairs', target: '', pass: null },
      { name: 'split.worst-share', value: worst, unit: '', target: '≤ 0.01', pass: worst <= 0.01 },
      { name: 'split.same-seed-differs', value: same, unit: 'cases', target: '0', pass: same === 0 },
      { name: 'split.build-100k', value: first.ms / 1000, unit: 's', target: '', pass: null },
      { name: 'split.build-100k-again', value: again.ms / 1000, unit: 's', target: '', pass: null },
      { name: 'split.diff-100k.p95', value: diff, unit: 'ms', target: '≤ 200', pass: diff <= 200 },
      { name: 'split.changes-100k.p95', value: page, unit: 'ms', target: '≤ 200', pass: page <= 200 },
    ] satisfies readonly Row[]
  },
}
