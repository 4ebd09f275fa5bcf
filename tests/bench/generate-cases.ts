import type { JobContext } from '../../electron/backend/jobs/job.ts'
import type { Store } from '../../electron/backend/store/store.ts'

const PER_TRANSACTION = 50_000
const SOURCES = 12
const GROUPS = 2000
export const LABELS = 40
const FRAGMENTS = 400
/** Every fiftieth case has been reviewed, every hundredth skipped or flagged. */
const REVIEWED_EVERY = 50

/** A repeatable number in [0, 1) for a row and a purpose: the fraction of a large multiple of a sine. */
const dice = (purpose: number, row = 'n.i'): string =>
  `mod(abs(sin(${row} * 12.9898 + ${purpose} * 78.233)) * 43758.5453, 1.0)`

const hex = (purpose: number): string => `printf('%08x', CAST(${dice(purpose)} * 4294967295 AS INTEGER))`

/** Where each table's rows come from, for the cases after `@after` up to `@upTo`. Numbers follow what imports look like. */
const NUMBERS = 'WITH RECURSIVE n (i) AS (SELECT @after + 1 UNION ALL SELECT i + 1 FROM n WHERE i < @upTo)'

const CASES = `${NUMBERS}
  INSERT INTO cases (id, uid, kind, status, source_id, group_id, time, margin, predictions, severity, draw, inclusion, verdict)
  SELECT n.i, unhex(${hex(1)} || ${hex(2)} || ${hex(3)} || ${hex(4)}), CASE WHEN ${dice(5)} < 0.2 THEN 0 ELSE 1 END,
    CASE WHEN n.i % ${REVIEWED_EVERY} = 0 THEN 4 WHEN n.i % 200 = 7 THEN 2 WHEN n.i % 200 = 107 THEN 3 ELSE 0 END,
    1 + CAST(pow(${dice(6)}, 2) * ${SOURCES} AS INTEGER),
    CASE WHEN ${dice(7)} < 0.9 THEN 1 + CAST(${dice(8)} * ${GROUPS} AS INTEGER) END,
    strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n.i * 31.0, 'unixepoch'),
    CASE WHEN ${dice(9)} < 0.5 THEN ${dice(10)} END,
    CASE WHEN ${dice(11)} < 0.3 THEN 2 ELSE 1 END,
    CASE WHEN ${dice(12)} < 0.01 THEN 1 + CAST(${dice(13)} * 3 AS INTEGER) ELSE 0 END,
    0, CASE WHEN ${dice(14)} < 0.1 THEN 0.25 END,
    CASE WHEN n.i % ${REVIEWED_EVERY} = 0 THEN CAST(${dice(15)} * 8 AS INTEGER) END
  FROM n`

const CONTENTS = `${NUMBERS}
  INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
  SELECT n.i, 's' || (n.i % 97) || '/' || printf('%08d', n.i), '', 'Case ' || n.i, '{}',
    a.text || ' ' || b.text || ' ' || c.text || ' no' || n.i,
    json_object('aisle', CAST(${dice(20)} * 40 AS INTEGER), 'region', 'r' || CAST(pow(${dice(21)}, 3) * 25 AS INTEGER)),
    CASE WHEN ${dice(12)} < 0.01 THEN '{"flag":{"why":"alarm","severity":"high"}}' ELSE '{}' END,
    unhex(${hex(1)} || ${hex(2)} || ${hex(3)} || ${hex(4)}), 'generated'
  FROM n
  JOIN fragments a ON a.id = CAST(pow(${dice(22)}, 3) * ${FRAGMENTS} AS INTEGER)
  JOIN fragments b ON b.id = CAST(pow(${dice(23)}, 2) * ${FRAGMENTS} AS INTEGER)
  JOIN fragments c ON c.id = CAST(${dice(24)} * ${FRAGMENTS} AS INTEGER)`

const SEARCH =
  'INSERT INTO case_search (rowid, text) SELECT case_id, text FROM case_contents WHERE case_id > @after AND case_id <= @upTo'

const PREDICTIONS = `
  INSERT INTO predictions (id, uid, case_id, model_id, import_id, body)
  SELECT c.id * 2 + m.id, unhex(hex(substr(c.uid, 1, 15)) || printf('%02x', m.id)), c.id, m.id, 'generated', '{"annotations":[],"relations":[]}'
  FROM cases c JOIN models m ON m.id <= c.predictions WHERE c.id > @after AND c.id <= @upTo ORDER BY c.id, m.id`

/** One to three annotations a prediction, none for one in fifty; labels are skewed; one in twenty scores is unknown. */
const ANNOTATIONS = `
  INSERT INTO prediction_annotations (prediction_id, ordinal, case_id, label_id, score)
  SELECT p.id, o.value, p.case_id, 1 + CAST(pow(${dice(30, '(p.id * 4 + o.value)')}, 3) * ${LABELS} AS INTEGER),
    CASE WHEN ${dice(31, '(p.id * 4 + o.value)')} < 0.95
      THEN round(1 - pow(${dice(32, '(p.id * 4 + o.value)')}, 2), 4) END
  FROM predictions p JOIN json_each('[0,1,2]') o
  WHERE p.case_id > @after AND p.case_id <= @upTo AND ${dice(33, 'p.id')} < 0.98
    AND o.value <= CAST(${dice(34, 'p.id')} * 3 AS INTEGER)
  ORDER BY p.id, o.value`

const SIGNALS = `
  UPDATE cases SET score = f.score, annotations = f.annotations, label_id = f.label_id,
    disagreement = CASE WHEN cases.predictions > 1 THEN round(${dice(35, 'cases.id')}, 2) * (${dice(36, 'cases.id')} < 0.4) END
  FROM (SELECT case_id, min(score) AS score, count(*) AS annotations, label_id FROM prediction_annotations
        WHERE case_id > @after AND case_id <= @upTo GROUP BY case_id) f
  WHERE f.case_id = cases.id`

const REVIEWS = `
  INSERT INTO reviews (id, case_id, prediction_id, person_id, origin, verdict, body, taxonomy_version, desk_id, clock, active)
  SELECT printf('%032x', n.id), n.id, n.id * 2 + 1, CASE WHEN ${dice(40, 'n.id')} < 0.7 THEN 'ada' ELSE 'grace' END, 'desk', n.verdict,
    json_object('causes', json_array(CASE WHEN ${dice(41, 'n.id')} < 0.8 THEN 'model-error' ELSE 'ambiguous-input' END),
      'errors', json_array('wrong-boundary'), 'edgeCase', json(CASE WHEN ${dice(42, 'n.id')} < 0.05 THEN 'true' ELSE 'false' END),
      'annotations', json_array(), 'relations', json_array(), 'note', '', 'at', '2026-01-01T00:00:00.000Z',
      'activeMs', 4000, 'blind', json('false'), 'proposed', json('{"verdict":null,"causes":[],"errors":[]}')),
    1, 'desk', printf('%020d', n.id), 1
  FROM cases n WHERE n.id > @after AND n.id <= @upTo AND n.verdict IS NOT NULL`

const word = (index: number): string => {
  let rest = index * 7919 + 13
  let made = ''
  for (let syllable = 0; syllable < 3; syllable += 1) {
    made += 'bdfgklmnprst'.charAt(rest % 12) + 'aeiou'.charAt(Math.floor(rest / 12) % 5)
    rest = Math.floor(rest / 60) + index * 31
  }
  return made
}

/** The word that stands in about so many of a thousand texts: its fragment is as likely as that. */
export const fragmentWord = (fragment: number): string => word(fragment * 5)

/**
 * Fills an empty project with synthetic cases, by SQL alone (a million in about a minute): texts and images of 12
 * sources and 2,000 groups, one or two models, 1–3 annotations each, scores mostly high, some work done already. The
 * same count gives the same cases.
 */
export const generateCases = (store: Store, count: number): void => {
  store.write(({ db, clock }) => {
    db.exec('CREATE TABLE fragments (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
    const fragment = db.prepare('INSERT INTO fragments (id, text) VALUES (?, ?)')
    for (let id = 0; id < FRAGMENTS; id += 1) {
      fragment.run(id, Array.from({ length: 5 }, (_, place) => word(id * 5 + place)).join(' '))
    }
    db.prepare(
      "INSERT INTO imports (id, clock, person_id, state, options, report) VALUES ('generated', ?, 'ada', 'done', '{}', '{}')",
    ).run(clock)
    const names = (table: string, total: number, prefix: string) => {
      const insert = db.prepare(`INSERT INTO ${table} (id, name) VALUES (?, ?)`)
      for (let id = 1; id <= total; id += 1) insert.run(id, `${prefix}${id}`)
    }
    names('sources', SOURCES, 'cam')
    names('groups', GROUPS, 'store')
    names('labels', LABELS, 'label')
    db.prepare("INSERT INTO models (id, name, version) VALUES (1, 'shelf', '8'), (2, 'shelf', '9')").run()
    db.prepare('INSERT INTO settings (key, value) VALUES (\'metadataFields\', \'["aisle","region"]\')').run()
  })
  for (let from = 0; from < count; from += PER_TRANSACTION) {
    const upTo = Math.min(count, from + PER_TRANSACTION)
    store.write(({ db }) => {
      for (const statement of [CASES, CONTENTS, SEARCH, PREDICTIONS, ANNOTATIONS, SIGNALS, REVIEWS]) {
        db.prepare(statement).run({ after: from, upTo })
      }
    })
  }
  store.write(({ db }) => db.exec('DROP TABLE fragments'))
}

/** Work without a worker: nobody waits, nobody cancels. */
export const inPlace = (store: Store): JobContext => ({
  store,
  stateDir: '',
  progress: () => {},
  cancelled: () => false,
  deskWaits: () => false,
  yieldToDesk: () => {},
  changed: () => {},
})
