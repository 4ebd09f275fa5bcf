import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { createProjectFolder } from '../../electron/backend/store/open-store.ts'
import { Database } from '../../electron/backend/store/sqlite.ts'
import { CaseId, CommandId } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { writeRowsElsewhere } from './import-rows.ts'
import { type Bench, percentile, type Row } from './row.ts'

/** BENCH_IMPORT_ROWS sets the size; the target is for a million. */
const ROWS = Number(process.env.BENCH_IMPORT_ROWS ?? 1_000_000)
/** Rows that come in on top of these while somebody reviews; and how fast that person is. */
const REVIEWED_ROWS = Math.ceil(ROWS * 0.3)
const REVIEW_EVERY_MS = 100
const LOOK_EVERY_MS = 50

/**
 * The same rows into the same schema by the sqlite3 command line: the file as lines, then one INSERT…SELECT a table. Its
 * ids are random, which costs less than hashing. Same page cache as the desk's.
 */
const script = (file: string): string => `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -65536;
PRAGMA temp_store = FILE;
CREATE TEMP TABLE lines (line TEXT NOT NULL);
.mode ascii
.separator "\\037" "\\n"
.import "${file}" lines
DELETE FROM lines WHERE rowid = 1;
INSERT INTO imports VALUES ('i', 'c', 'p', 'done', '{}', '{}');
INSERT INTO models (id, name, version) VALUES (1, 'tagger', '8');
INSERT OR IGNORE INTO sources (name) SELECT DISTINCT line ->> '$.source' FROM lines;
INSERT OR IGNORE INTO groups (name) SELECT DISTINCT line ->> '$."group"' FROM lines;
INSERT OR IGNORE INTO labels (name) SELECT DISTINCT line ->> '$.prediction.class' FROM lines;
INSERT OR IGNORE INTO labels (name)
  SELECT DISTINCT o.value ->> '$.label' FROM lines, json_each(line, '$.prediction.objects') o;
INSERT INTO cases (id, uid, kind, source_id, group_id, time, score, predictions, annotations, draw, label_id)
  SELECT lines.rowid, randomblob(16), 1, s.id, g.id, line ->> '$.time', line ->> '$.prediction.objects[0].score', 1, 3,
    abs(random() / 9223372036854775807.0), l.id
  FROM lines
  JOIN sources s ON s.name = line ->> '$.source' JOIN groups g ON g.name = line ->> '$."group"'
  JOIN labels l ON l.name = line ->> '$.prediction.objects[0].label'
  ORDER BY lines.rowid;
INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
  SELECT rowid, line ->> '$.key', '', substr(line ->> '$.text', 1, 120), '{}', line ->> '$.text', line -> '$.meta', '{}',
    randomblob(16), 'i'
  FROM lines;
INSERT INTO case_search (rowid, text) SELECT case_id, text FROM case_contents;
INSERT INTO predictions (id, uid, case_id, model_id, import_id, body)
  SELECT rowid, randomblob(16), rowid, 1, 'i', line -> '$.prediction' FROM lines;
INSERT INTO prediction_annotations (prediction_id, ordinal, case_id, label_id, score)
  SELECT lines.rowid, 0, lines.rowid, l.id, NULL FROM lines JOIN labels l ON l.name = line ->> '$.prediction.class';
INSERT INTO prediction_annotations (prediction_id, ordinal, case_id, label_id, score)
  SELECT lines.rowid, o.key + 1, lines.rowid, l.id, o.value ->> '$.score'
  FROM lines, json_each(line, '$.prediction.objects') o JOIN labels l ON l.name = o.value ->> '$.label';
`

/** Seconds the command line takes; a plain Error where it fails or its rows are not all there. */
const byCommandLine = (folder: string, file: string): number => {
  const project = join(folder, 'baseline.secondlook')
  createProjectFolder(project, 'baseline')
  const database = join(project, 'project.db')
  const started = performance.now()
  const { status, stderr } = spawnSync('sqlite3', ['-bail', database], {
    input: script(file),
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
  })
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`)
  const db = new Database(database, { readonly: true })
  const counted = db
    .prepare(
      'SELECT (SELECT count(*) FROM cases) AS cases, (SELECT count(*) FROM prediction_annotations) AS annotations',
    )
    .get()
  db.close()
  if (JSON.stringify(counted) !== JSON.stringify({ cases: ROWS, annotations: ROWS * 3 }))
    throw new Error(`sqlite3 took in ${JSON.stringify(counted)}`)
  return seconds
}

/** Highest resident memory of this process so far, its threads among it (it starts no other); in megabytes. */
const peakMegabytes = (): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024

/** Seconds until the rows are in, and until the queue is laid too. `meanwhile` is done again and again, awaited. */
const byDesk = async (
  desk: Desk,
  file: string,
  meanwhile: () => Promise<void>,
): Promise<{ rows: number; all: number }> => {
  const started = performance.now()
  const { jobId } = await desk.call('import.start', { files: [{ from: 'path', path: file }] })
  let job = await desk.call('job.get', { jobId })
  let written = 0
  while (job.state === 'running') {
    await meanwhile()
    job = await desk.call('job.get', { jobId })
    // The rows are in, and their indexes made, when the queue is laid.
    if (written === 0 && job.unit === 'cases') written = performance.now()
  }
  const ended = performance.now()
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return { rows: ((written || ended) - started) / 1000, all: (ended - started) / 1000 }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Reviews one case after the other while more rows come in; answers how long each verdict took to be stored. */
const delaysWhile = async (desk: Desk, file: string): Promise<{ delays: readonly number[]; rows: number }> => {
  const delays: number[] = []
  const reader = new Database(join(desk.path, 'project.db'), { readonly: true })
  const { rows } = await byDesk(desk, file, async () => {
    await pause(REVIEW_EVERY_MS)
    const row = reader.prepare<[number], { uid: Buffer }>('SELECT uid FROM cases WHERE id = ?').get(delays.length + 1)
    if (row) delays.push(await judge(desk, CaseId.parse(row.uid.toString('hex'))))
  })
  reader.close()
  return { delays, rows }
}

/** Milliseconds that a verdict takes to be stored. */
const judge = async (desk: Desk, caseId: CaseId): Promise<number> => {
  const { predictionId, worksheet } = await desk.call('review.open', { caseId })
  const started = performance.now()
  await desk.call('review.change', {
    commandId: CommandId.parse(newActId()),
    subject: { caseId, predictionId },
    baseRevision: worksheet.revision,
    changes: [{ id: 'verdict', before: null, after: 'incorrect' }],
    label: 'verdict incorrect',
  })
  return performance.now() - started
}

export const bench: Bench = {
  name: 'import',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-bench-'))
    try {
      const [file, more] = [join(folder, 'rows.jsonl'), join(folder, 'more.jsonl')]
      writeRowsElsewhere(file, ROWS)
      writeRowsElsewhere(more, REVIEWED_ROWS, ROWS)
      await using desk = await temporaryDesk()
      const ours = await byDesk(desk, file, () => pause(LOOK_EVERY_MS))
      const peak = peakMegabytes()
      // Waits for the backup that follows a first import.
      await desk.restart()
      const theirs = byCommandLine(folder, file)
      const reviewed = await delaysWhile(desk, more)
      return rowsOf(ours, theirs, reviewed, { alone: peak, reviewed: peakMegabytes() })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const rowsOf = (
  ours: { rows: number; all: number },
  theirs: number,
  reviewed: { delays: readonly number[]; rows: number },
  peak: { readonly alone: number; readonly reviewed: number },
): readonly Row[] => {
  const ratio = theirs / ours.rows
  const delay = percentile(reviewed.delays, 0.99)
  const compared = (name: string, value: number, unit: string, target = ''): Row => ({
    name: `import.${name}`,
    value,
    unit,
    target,
    pass: null,
  })
  return [
    compared('seconds', ours.rows, 's', `${ROWS} rows`),
    compared('queue-seconds', ours.all - ours.rows, 's', 'laying the queue after it'),
    compared('sqlite3-seconds', theirs, 's'),
    { name: 'import.ratio', value: ratio, unit: '×', target: '≥ 1', pass: ratio >= 1 },
    { name: 'import.memory', value: peak.alone, unit: 'MB', target: '< 500', pass: peak.alone < 500 },
    compared('reviewed-memory', peak.reviewed, 'MB', 'the highest of the first and the second import'),
    compared('reviewed-seconds', reviewed.rows, 's', `a second import: ${REVIEWED_ROWS} rows more, under review`),
    { name: 'import.review-delay', value: delay, unit: 'ms p99', target: '≤ 50', pass: delay <= 50 },
    compared('review-delay-p95', percentile(reviewed.delays, 0.95), 'ms', 'during the second import'),
    compared(
      'review-delay-most',
      Math.max(...reviewed.delays),
      'ms',
      `of ${reviewed.delays.length} reviews during the second import, one every ${REVIEW_EVERY_MS} ms`,
    ),
  ]
}
