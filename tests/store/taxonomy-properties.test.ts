import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newActId, sha256 } from '../../electron/backend/files/sha256.ts'
import { dryRun, publishDraft, withdrawVersion } from '../../electron/backend/services/taxonomy-versions.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { currentReading, reviewAsRead } from '../../electron/backend/store/readings.ts'
import { activeReviews, insertTruth } from '../../electron/backend/store/reviews.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { currentTaxonomy, taxonomyVersions } from '../../electron/backend/store/taxonomies.ts'
import { newLabelId } from '../../shared/domain/content-id.ts'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { taxonomyProblems } from '../../shared/domain/taxonomy/problems.ts'
import { withdrawable } from '../../shared/domain/taxonomy/version-line.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { Label, TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { TRIGGER_RULES } from '../../shared/model/trigger.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'
import { seedCases, seededId } from '../helpers/seed-cases.ts'

const person = PersonId.parse('ada')
const NAMES = ['ant', 'bee', 'cow', 'dog', 'eel', 'fox'] as const
const CASES = 8

const pick = fc.nat({ max: 20 })
const size = fc.constantFrom('small', 'large', null)

/** One change: what it does to the labels by their place, or to the attributes. */
const changeArbitrary = fc.oneof(
  fc.record({ kind: fc.constant('rename' as const), at: pick, name: fc.constantFrom(...NAMES, 'gnu', 'hen') }),
  fc.record({
    kind: fc.constant('replace' as const),
    at: pick,
    by: fc.array(pick, { maxLength: 3 }),
    rule: fc.constantFrom('attribute' as const, 'metadata' as const, null),
  }),
  fc.record({ kind: fc.constant('remove' as const), at: pick }),
  fc.record({ kind: fc.constant('restore' as const), at: pick }),
  fc.record({ kind: fc.constant('add' as const), name: fc.constantFrom(...NAMES, 'ibex') }),
  fc.record({
    kind: fc.constant('attribute' as const),
    values: fc.constantFrom(['small', 'large'], ['small']),
    required: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('withdraw' as const) }),
  fc.record({ kind: fc.constant('review' as const), at: pick, label: pick, size }),
)
type Change = typeof changeArbitrary extends fc.Arbitrary<infer T> ? T : never

const label = (id: Label['id'], name: string): Label =>
  Label.parse({ id, name, hue: 0, tone: 0, dash: 0, shapes: ['case'] })

const START = TaxonomyDraft.parse({
  name: 'animals',
  labels: NAMES.map((name) => label(newLabelId(sha256, name, new Set()), name)),
  causes: BUILT_IN_CAUSES,
})

/** The draft with the change made, as an editor would let a person make it; null where it would not. */
const edited = (store: Store, change: Change): TaxonomyDraft | null => {
  const taxonomy = currentTaxonomy(store)
  if (!taxonomy) throw new Error('no taxonomy')
  const draft = draftOf(taxonomy)
  const { labels } = draft
  const at = 'at' in change ? labels[change.at % labels.length] : undefined
  const withLabel = (more: Partial<Label>): TaxonomyDraft => ({
    ...draft,
    labels: labels.map((one) => (one === at ? { ...one, ...more } : one)),
  })
  switch (change.kind) {
    case 'rename':
      return withLabel({ name: change.name })
    case 'restore':
      return withLabel({ deprecated: false, replacedBy: [], replaceRules: [] })
    case 'replace': {
      const others = [...new Set(change.by.flatMap((place) => labels[place % labels.length] ?? []))]
      const by = others.filter((one) => one !== at).map(({ id }) => id)
      const [first] = by
      const { rule } = change
      const when = { of: rule ?? 'attribute', name: rule === 'metadata' ? 'region' : 'size', is: ['large', 'eu'] }
      return withLabel({
        deprecated: true,
        replacedBy: by,
        replaceRules: rule === null || first === undefined ? [] : [{ when, to: first }],
      })
    }
    case 'remove': {
      const left = labels.filter((one) => one !== at)
      const known = new Set(left.map(({ id }) => id))
      return {
        ...draft,
        labels: left.map((one) => ({
          ...one,
          replacedBy: one.replacedBy.filter((id) => known.has(id)),
          replaceRules: one.replaceRules.filter(({ to }) => known.has(to)),
        })),
      }
    }
    case 'add': {
      const taken = new Set(taxonomyVersions(store).flatMap((one) => one.labels.map(({ id }) => id)))
      return { ...draft, labels: [...labels, label(newLabelId(sha256, change.name, taken), change.name)] }
    }
    case 'attribute': {
      const { values, required } = change
      const attribute = { name: 'size', kind: 'choice', on: 'case', values: values.map(String), required } as const
      return { ...draft, attributes: [{ ...attribute, ordered: false, evidence: false, definition: '' }] }
    }
    case 'withdraw':
    case 'review':
      return null
  }
}

const review = (store: Store, caseRow: number, name: string, said: 'small' | 'large' | null, by: string): void =>
  store.write((write) => {
    const caseId = seededId(`case ${caseRow}`)
    const annotations = [
      Annotation.parse({
        id: 'c',
        label: name,
        shape: { kind: 'case' },
        attributes: said === null ? {} : { size: said },
      }),
    ]
    const taxonomyVersion = currentTaxonomy(write)?.version ?? 1
    insertTruth(write, {
      ...{ caseRow, caseId, personId: PersonId.parse(by), annotations, relations: [] },
      ...{ taxonomyVersion, importId: null },
    })
  })

type Reads = ReadonlyMap<string, { readonly stored: string; readonly read: string; readonly open: boolean }>

/** How every active review reads now, by its id, and what is stored of it. */
const readAll = (store: Store): Reads => {
  const reading = currentReading(store)
  const inUse = new Set(reading.taxonomy?.labels.filter(({ deprecated }) => !deprecated).map(({ name }) => name))
  const reads = new Map<string, { stored: string; read: string; open: boolean }>()
  for (let caseRow = 1; caseRow <= CASES; caseRow += 1)
    for (const one of activeReviews(store, caseRow)) {
      const { review: read, questions } = reviewAsRead(store, reading, caseRow, one, [])
      // Nothing is ever dropped: only names differ.
      expect(read.annotations.map(({ label: _, ...rest }) => rest)).toEqual(
        one.annotations.map(({ label: _, ...rest }) => rest),
      )
      const given = reading.taxonomy?.version === one.taxonomyVersion
      for (const { label: name } of read.annotations)
        if (!given && !inUse.has(name) && questions.length === 0) {
          const then = taxonomyVersions(store).find(({ version }) => version === one.taxonomyVersion)
          // Only what was out of use when it was given reads so without a question.
          expect(then?.labels.find((each) => each.name === one.annotations[0]?.label)?.deprecated).toBe(true)
        }
      reads.set(one.id, {
        stored: JSON.stringify(one),
        read: JSON.stringify([read.annotations, questions]),
        open: questions.length > 0,
      })
    }
  return reads
}

const counted = (store: Store) => ({
  reviews: store.prepare<number>('SELECT count(*) FROM taxonomy_questions').pluck().get(),
  cases: store.prepare<number>('SELECT count(DISTINCT case_id) FROM taxonomy_questions').pluck().get(),
  waiting: store
    .prepare<number>(
      `SELECT count(*) FROM cases c JOIN queue_entries e ON e.case_id = c.id JOIN queue_reasons r ON r.case_id = c.id
       WHERE c.id IN (SELECT case_id FROM taxonomy_questions) AND e.open = 1 AND c.status = 0 AND r.rule = ${TRIGGER_RULES.indexOf('outdated-taxonomy')}`,
    )
    .pluck()
    .get(),
})

/** Publishes or withdraws after a dry run of the same, and holds one against the other. */
const carriedOut = async (store: Store, next: { draft: TaxonomyDraft } | { withdraw: number }): Promise<void> => {
  const before = readAll(store)
  const dry = await dryRun(store, { next, offset: 0, limit: 1000 })
  const { counts } = await ('draft' in next
    ? publishDraft(store, person, { draft: next.draft, summary: 'x' })
    : withdrawVersion(store, person, { version: next.withdraw, why: 'x' }))
  const after = readAll(store)
  const there = counted(store)
  expect(counts).toEqual(dry.counts)
  expect([there.reviews, there.cases, there.waiting]).toEqual([counts.again, dry.total, dry.total])
  expect(dry.cases.length).toBe(dry.total)
  expect([...after].map(([id, { stored }]) => [id, stored])).toEqual(
    [...before].map(([id, { stored }]) => [id, stored]),
  )
  expect(counts.reviews).toBe(after.size)
}

test('over random chains of changes nothing is dropped, a dry run counts what happens, and withdrawing gives the reading back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(changeArbitrary, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat({ max: CASES - 1 }), fc.nat({ max: NAMES.length - 1 }), size), {
        minLength: 4,
        maxLength: 12,
      }),
      async (changes, reviews) => {
        const folder = mkdtempSync(join(tmpdir(), 'second-look-chain-'))
        const path = join(folder, 'p.secondlook')
        createProjectFolder(path, 'p')
        const store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
        try {
          const cases = Array.from({ length: CASES }, (_, at) => ({ key: `case ${at + 1}`, predictions: [] }))
          seedCases(store, cases, newActId())
          store.db.prepare(`UPDATE case_contents SET meta = '{"region":"eu"}' WHERE case_id % 2 = 0`).run()
          await publishDraft(store, person, { draft: START, summary: 'start' })
          for (const [at, [caseAt, name, said]] of reviews.entries())
            review(store, caseAt + 1, NAMES[name] ?? 'ant', said, `p${at}`)
          const earlier: Reads[] = []
          for (const change of changes) {
            if (change.kind === 'review') {
              const active = currentTaxonomy(store)?.labels.filter(({ deprecated }) => !deprecated) ?? []
              const name = active[change.label % Math.max(1, active.length)]?.name
              if (name !== undefined) review(store, (change.at % CASES) + 1, name, change.size, 'late')
              continue
            }
            if (change.kind === 'withdraw') {
              const version = withdrawable(taxonomyVersions(store))?.version
              if (version === undefined) continue
              await carriedOut(store, { withdraw: version })
              const restored = readAll(store)
              for (const [id, { read }] of earlier.pop() ?? [])
                if (restored.has(id)) expect([id, restored.get(id)?.read]).toEqual([id, read])
              continue
            }
            const draft = edited(store, change)
            if (draft === null || taxonomyProblems(draft).length > 0) continue
            earlier.push(readAll(store))
            await carriedOut(store, { draft })
          }
        } finally {
          store.close()
          rmSync(folder, { recursive: true, force: true })
        }
      },
    ),
    { numRuns: 50, seed: 4 },
  )
})

test.each([
  ['once', 1],
  ['again and again', Number.POSITIVE_INFINITY],
])('what is filed %s while the reviews are looked at for a new version is asked like all others', async (_, times) => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-meanwhile-'))
  const path = join(folder, 'p.secondlook')
  createProjectFolder(path, 'p')
  const store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
  try {
    seedCases(
      store,
      Array.from({ length: CASES }, (_case, at) => ({ key: `case ${at + 1}`, predictions: [] })),
      newActId(),
    )
    await publishDraft(store, person, { draft: START, summary: 'start' })
    review(store, 1, 'ant', null, 'before')
    let filed = 0
    // Of a case that has been looked at already.
    const pause = async (): Promise<void> => {
      if (filed < times) review(store, 1, 'ant', null, `meanwhile ${filed++}`)
    }
    const [ant, ...others] = START.labels
    if (!ant) throw new Error('no label')
    const split = { ...ant, deprecated: true, replacedBy: others.slice(0, 2).map(({ id }) => id) }
    const draft = { ...START, labels: [split, ...others] }
    const { counts } = await publishDraft(store, person, { draft, summary: 'split' }, pause)
    expect(filed).toBeGreaterThan(0)
    expect([counts.reviews, counts.again, counted(store).reviews]).toEqual([1 + filed, 1 + filed, 1 + filed])
    expect(currentTaxonomy(store)?.version).toBe(2)
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
