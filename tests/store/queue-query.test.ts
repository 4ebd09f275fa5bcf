import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTurns } from '../../electron/backend/jobs/in-turns.ts'
import { indexFields } from '../../electron/backend/jobs/index-fields.ts'
import { createCaseSets, dataState, idsOf } from '../../electron/backend/store/case-sets.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { compileWhere } from '../../electron/backend/store/query.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { DeskError } from '../../shared/contract/errors.ts'
import { FIELD_NAMES } from '../../shared/domain/where/fields.ts'
import { printWhere } from '../../shared/domain/where/print.ts'
import { CASE_KINDS } from '../../shared/model/case.ts'
import { CASE_STATUSES } from '../../shared/model/review.ts'
import { TRIGGER_RULES } from '../../shared/model/trigger.ts'
import { BUILT_IN_CAUSES, ERROR_TYPES, VERDICTS } from '../../shared/model/verdict.ts'
import { inPlace } from '../bench/generate-cases.ts'
import { BLANK, storeCases } from '../helpers/stored-cases.ts'
import { arbitraryWhere } from '../helpers/where-arbitrary.ts'
import { type CaseFacts, fits } from '../helpers/where-interpreter.ts'

const WORDS = ['wet', 'floor', 'alarm', 'cart', 'carton', 'no']
const MODELS = [
  { name: 'shelf', version: '8' },
  { name: 'shelf', version: '9' },
  { name: 'till', version: '' },
]
const NAMES = {
  label: ['person', 'personnel', 'shopping cart', "o'brien", '100%', 'a_b', 'x"y', 'naïve'],
  model: ['shelf', 'shelf@8', 'shelf@9', 'till'],
  source: ['cam1', 'cam2', 'cam20'],
  group: ['store 1', 'store 2'],
  reviewer: ['ada', 'grace'],
  cause: BUILT_IN_CAUSES.slice(0, 3).map((cause) => cause.id),
  plan: ['first', 'second plan'],
  dataset: ['shop', 'shop@1', 'shop@2/test', 'shop@1/train', 'stores@2', 'none'],
  key: ['s1/1', 's1/2', 's2/1', "k'); DROP TABLE cases; --"],
}
const META_FIELDS = ['aisle', 'unit price', 'store.region']
const META_VALUES = ['4', '40', '7.5', 'north', 'north east', 'true']
const TIMES = ['2026', '2026-06', '2026-06-02', '2026-06-02T10:00', '2026-06-02T10:11:12.500Z']

const pick = <T>(list: readonly T[]) => fc.constantFrom(...list)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const score = pick([0, 0.1, 0.25, 0.5, 0.75, 1])

const arbitraryCase: fc.Arbitrary<CaseFacts> = fc
  .record({
    kind: pick(CASE_KINDS),
    key: pick(NAMES.key),
    status: pick(CASE_STATUSES),
    source: maybe(pick(NAMES.source)),
    group: maybe(pick(NAMES.group)),
    time: maybe(
      pick([
        '2025-12-31T23:59:59.999Z',
        '2026-05-31T23:59:59.999Z',
        '2026-06-02T10:00:30.000Z',
        '2026-06-02T10:11:12.500Z',
        '2026-07-01T00:00:00.000Z',
      ]),
    ),
    severity: fc.nat({ max: 3 }),
    margin: maybe(score),
    disagreement: maybe(score),
    models: fc.subarray(MODELS),
    objects: fc.array(fc.record({ label: pick(NAMES.label), score: maybe(score), of: fc.nat({ max: 2 }) }), {
      maxLength: 4,
    }),
    meta: fc.record(
      Object.fromEntries(
        META_FIELDS.map((field) => [
          field,
          fc.uniqueArray(
            pick(META_VALUES).map((value) => ({
              value,
              number: Number.isFinite(Number(value)) ? Number(value) : null,
            })),
            { maxLength: 2, selector: (each) => each.value },
          ),
        ]),
      ),
    ),
    words: fc.array(pick(WORDS), { maxLength: 6 }),
    reviews: fc.array(
      fc.record({
        person: pick(NAMES.reviewer),
        causes: fc.subarray([...NAMES.cause]),
        errors: fc.subarray([...ERROR_TYPES]),
        edge: fc.boolean(),
        verdict: maybe(pick(VERDICTS)),
        found: fc.array(
          fc
            .record({
              told: fc.oneof(
                pick(VERDICTS).map((verdict) => ({ verdict, error: null, cause: null })),
                pick(ERROR_TYPES).map((error) => ({ verdict: null, error, cause: null })),
                pick(NAMES.cause).map((cause) => ({ verdict: null, error: null, cause })),
              ),
              label: maybe(pick(NAMES.label)),
              corrected: maybe(pick(NAMES.label)),
              model: pick(MODELS),
            })
            .map(({ told, ...found }) => ({ ...told, ...found })),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
    plans: fc.subarray([...NAMES.plan]),
    datasets: fc.constantFrom([], ['shop@1/train'], ['shop@1/test', 'shop@2/test'], ['stores@2/train']),
    rules: fc.subarray([...TRIGGER_RULES]),
    lane: maybe(pick(['ranked', 'audit'])),
    drawn: fc.boolean(),
    asked: fc.boolean(),
  })
  .map(({ objects, asked, ...facts }) => ({
    ...facts,
    outdated: asked && facts.reviews.length > 0,
    annotations: objects.flatMap(({ of, ...each }) => {
      const model = facts.models[of]
      return model === undefined ? [] : [{ ...each, model }]
    }),
  }))

const CASES = 240
let folder: string
let store: Store
let cases: readonly CaseFacts[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-look-query-'))
  const path = join(folder, 'p.secondlook')
  createProjectFolder(path, 'p')
  store = openStore(path, { stateDir: join(folder, 'state'), mode: 'desk' })
  cases = fc.sample(arbitraryCase, { numRuns: CASES, seed: 20260602 })
  storeCases(store, cases)
  store.write(({ db }) =>
    db.prepare("INSERT INTO settings (key, value) VALUES ('metadataFields', ?)").run(JSON.stringify(META_FIELDS)),
  )
  const turns = createTurns(inPlace(store))
  indexFields(turns)
  turns.end()
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const bySql = (expression: string): number[] => {
  const { sql, parameters } = compileWhere(expression, store)
  return store.db
    .prepare<unknown[], number>(`SELECT c.id FROM cases c WHERE ${sql} ORDER BY c.id`)
    .pluck()
    .all(...parameters)
}

const refusal = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    if (error instanceof DeskError) return { code: error.code, message: error.message, details: error.details }
    throw error
  }
}

test('any expression means the same as a condition in SQL, as a set of cases, and read plainly', () => {
  const words = { names: NAMES, metaFields: META_FIELDS, metaValues: META_VALUES, text: WORDS, times: TIMES }
  // Without any `few` no condition ever drives: each is made a set of its own.
  const [sets, wholeSets] = [createCaseSets(store), createCaseSets(store, [])]
  let someFit = 0
  fc.assert(
    fc.property(arbitraryWhere(words, FIELD_NAMES), (where) => {
      const plainly = cases.flatMap((facts, index) => (fits(facts, where) ? [index + 1] : []))
      if (plainly.length > 0 && plainly.length < CASES) someFit += 1
      expect(bySql(printWhere(where))).toEqual(plainly)
      expect([...idsOf(sets.find(where, dataState(store)))]).toEqual(plainly)
      expect([...idsOf(wholeSets.find(where, dataState(store)))]).toEqual(plainly)
    }),
    { numRuns: 1500 },
  )
  expect(someFit).toBeGreaterThan(500)
})

test('a bare score range is about one annotation, never the lowest of one and the highest of another', () => {
  const model = { name: 'shelf', version: '8' }
  const before = cases.length
  storeCases(
    store,
    [
      {
        ...BLANK,
        models: [model],
        annotations: [
          { label: 'low', score: 0.05, model },
          { label: 'high', score: 0.95, model },
        ],
      },
    ],
    before,
  )
  try {
    const isIn = (expression: string) => bySql(expression).includes(before + 1)
    expect([
      isIn('score:0.2..0.4'),
      isIn('score<0.2 and score>0.9'),
      isIn('any(score<0.2 and label:high)'),
      isIn('any(score<0.2 and label:low)'),
    ]).toEqual([false, true, false, true])
  } finally {
    store.write(({ db }) => {
      for (const table of ['prediction_annotations', 'predictions', 'case_contents'])
        db.prepare(`DELETE FROM ${table} WHERE case_id = ?`).run(before + 1)
      db.prepare('DELETE FROM cases WHERE id = ?').run(before + 1)
    })
  }
})

test('what a person writes never becomes SQL or search syntax', () => {
  const hostile = [
    `key:"k'); DROP TABLE cases; --"`,
    `"x' OR 1=1 --"`,
    '"floor" OR "wet"',
    '"NEAR(wet floor)"',
    '"wet AND floor"',
    '"text: wet"',
    '"^wet"',
    '"wet\u0000floor"',
    '"\\"wet"',
    'label:"x\\"y"',
    'source:"%" or source:"_am1"',
    'group:"*"',
  ]
  const counts = hostile.map((expression) => bySql(expression).length)
  const exactly = (test: (facts: CaseFacts) => boolean) => cases.filter(test).length
  expect(counts).toEqual([
    exactly((facts) => facts.key === NAMES.key[3]),
    0,
    exactly((facts) => facts.words.includes('floor') || facts.words.includes('wet')),
    0,
    0,
    0,
    exactly((facts) => facts.words.includes('wet')),
    exactly((facts) => facts.words.some((word, at) => word === 'wet' && facts.words[at + 1] === 'floor')),
    exactly((facts) => facts.words.includes('wet')),
    exactly((facts) => facts.annotations.some(({ label }) => label === 'x"y')),
    0,
    0,
  ])
  expect(store.db.prepare('SELECT count(*) AS n FROM cases').get()).toEqual({ n: CASES })
})

test('an undeclared metadata field is refused with the remedy', () => {
  expect(refusal(() => compileWhere('meta.shelf:4', store))).toEqual({
    code: 'bad-input',
    message:
      "meta.shelf is not declared for filtering. Declared are aisle, unit price, store.region. Declare it in the project's settings (metadataFields): its values are then indexed.",
    details: undefined,
  })
})

test('a wrong expression is refused with the place and what could stand there', () => {
  expect(refusal(() => compileWhere('status:waiting and lable:person', store))).toEqual({
    code: 'bad-input',
    message: expect.stringMatching(
      /^The filter is wrong at character 20: There is no field "lable". Did you mean label\?/,
    ),
    details: { from: 19, to: 24 },
  })
})
