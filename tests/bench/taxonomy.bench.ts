import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { openStore } from '../../electron/backend/store/open-store.ts'
import { newLabelId } from '../../shared/domain/content-id.ts'
import { Label, type TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { currentDraft } from '../helpers/taxonomy-desk.ts'
import { growProject } from './grown-project.ts'
import { longestBlock } from './longest-block.ts'
import type { Bench, Row } from './row.ts'

/** BENCH_TAXONOMY_REVIEWS sets the size of the large project. */
const REVIEWS = Number(process.env.BENCH_TAXONOMY_REVIEWS ?? 100_000)
const FILES = ['train', 'test'] as const
const fileOf = (name: string): string => join(REALDATA, 'banking77', `${name}.csv`)

/** How often each intent was given, in both files. */
const intents = (): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const name of FILES)
    for (const row of parse(readFileSync(fileOf(name)), { columns: true })) {
      const { category } = Object(row)
      counts.set(category, (counts.get(category) ?? 0) + 1)
    }
  return counts
}

/** Both files as answers of a person: every case is reviewed. */
const imported = async (desk: Desk): Promise<void> => {
  for (const name of FILES) {
    const job = await desk.work('import.start', {
      files: [{ from: 'path', path: fileOf(name) }],
      role: 'truth',
      feed: name,
      columns: { text: 'text', label: 'category', meta: [] },
    })
    if (job.state !== 'done') throw new Error(JSON.stringify(job.error))
  }
}

type Plan = { readonly draft: TaxonomyDraft; readonly split: readonly string[] }

/** Six intents merged into others, two split for a person to decide, ten renamed, three deprecated for another. */
const planned = (draft: TaxonomyDraft): Plan => {
  const names = draft.labels.map(({ name }) => name).sort()
  const [merged, split, renamed, deprecated] = [
    names.slice(0, 6),
    names.slice(6, 8),
    names.slice(8, 18),
    names.slice(18, 21),
  ]
  const others = names.slice(21)
  const idOf = (name: string | undefined): Label['id'] => {
    const found = draft.labels.find((label) => label.name === name)
    if (!found) throw new Error(`There is no intent ${name}.`)
    return found.id
  }
  const taken = new Set(draft.labels.map(({ id }) => id))
  const halves = split.flatMap((name) => [`${name}_first`, `${name}_second`])
  const added = halves.map((name) =>
    Label.parse({ id: newLabelId(sha256, name, taken), name, hue: 0, tone: 0, dash: 0, shapes: ['case'] }),
  )
  const replaced = [...merged, ...deprecated]
  const labels = draft.labels.map((label): Label => {
    const { name } = label
    if (renamed.includes(name)) return { ...label, name: `${name}_renamed` }
    if (split.includes(name)) {
      const replacedBy = added.filter((half) => half.name.startsWith(`${name}_`)).map(({ id }) => id)
      return { ...label, deprecated: true, replacedBy }
    }
    const at = replaced.indexOf(name)
    return at < 0 ? label : { ...label, deprecated: true, replacedBy: [idOf(others[at])] }
  })
  return { draft: { ...draft, labels: [...labels, ...added] }, split }
}

const seconds = async <T>(work: () => Promise<T>): Promise<readonly [number, T]> => {
  const start = performance.now()
  const answer = await work()
  return [(performance.now() - start) / 1000, answer]
}

const row = (name: string, value: number, unit: string, target: string, pass: boolean | null): Row => ({
  ...{ name: `taxonomy.${name}`, value, unit, target, pass },
})

/** Six labels merged, ten renamed, two split for a person to decide. */
const sweeping = (draft: TaxonomyDraft): TaxonomyDraft => {
  const by = (...at: readonly number[]) => ({
    deprecated: true,
    replacedBy: at.flatMap((each) => draft.labels[each]?.id ?? []),
  })
  const labels = draft.labels.map((label, at): Label => {
    if (at < 6) return { ...label, ...by(30 + at) }
    if (at < 16) return { ...label, name: `${label.name} now` }
    return at < 18 ? { ...label, ...by(50, 51) } : label
  })
  return { ...draft, labels }
}

/** How long everybody else waits for a sweeping change of a large project. */
const grown = async (): Promise<readonly Row[]> => {
  await using desk = await temporaryDesk()
  const store = openStore(desk.path, { mode: 'beside', stateDir: desk.folder })
  try {
    growProject(store, REVIEWS)
  } finally {
    store.close()
  }
  const draft = sweeping(await currentDraft(desk))
  const [dryS, dry] = await seconds(() => longestBlock(() => desk.call('taxonomy.dryRun', { next: { draft } })))
  const [publishS, published] = await seconds(() =>
    longestBlock(() => desk.call('taxonomy.publish', { draft, summary: 'bench' })),
  )
  const { reviews, again } = published.answer.counts
  return [
    row('grown-reviews', reviews, 'reviews', `active ones of ${REVIEWS}`, null),
    row('grown-dry-run', dryS, 's', 'in turns', null),
    row('grown-dry-run-blocks', dry.ms, 'ms', '≤ 1000, the longest wait of anybody else', dry.ms <= 1000),
    row('grown-publish', publishS, 's', 'in turns, then one transaction', null),
    row('grown-returned', again, 'cases', 'two of 80 labels are split', null),
    row('grown-publish-blocks', published.ms, 'ms', '≤ 1000: its one transaction', published.ms <= 1000),
  ]
}

const run = async (): Promise<readonly Row[]> => [...(hasRealdata ? await banking() : []), ...(await grown())]

const banking = async (): Promise<readonly Row[]> => {
  await using desk = await temporaryDesk()
  await imported(desk)
  const counts = intents()
  const { draft, split } = planned(await currentDraft(desk))
  const expected = split.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0)
  const [dryS, dry] = await seconds(() => desk.call('taxonomy.dryRun', { next: { draft } }))
  const [publishS, published] = await seconds(() => desk.call('taxonomy.publish', { draft, summary: 'bench' }))
  const where = { where: 'outdated:yes', scope: 'queued', fresh: true } as const
  const { total: atOnce } = await desk.call('queue.count', where)
  await desk.idle()
  const { total: laid } = await desk.call('queue.count', where)
  const [withdrawS] = await seconds(() => desk.call('taxonomy.withdraw', { version: published.version, why: 'bench' }))
  const { total: left } = await desk.call('queue.count', where)
  const { reviews, again } = published.counts
  const returned = again === expected && dry.total === expected && atOnce === expected && laid === expected
  return [
    row('banking77-reviews', reviews, 'reviews', '= 13,083', reviews === 13_083),
    row('dry-run', dryS, 's', '≤ 2', dryS <= 2),
    row('publish', publishS, 's', '≤ 1', publishS <= 1),
    row('returned', again, 'cases', `= ${expected}: the splits' only`, returned),
    row('rewritten', published.counts.rewritten, 'reviews', 'by rule', null),
    row('withdraw', withdrawS, 's', '≤ 1', withdrawS <= 1),
    row('left-after-withdrawing', left, 'cases', '= 0', left === 0),
  ]
}

export const bench: Bench = { name: 'taxonomy', run }
