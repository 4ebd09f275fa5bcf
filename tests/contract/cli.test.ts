import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { asPerson, paths, ROOT } from '../helpers/desk.ts'
import { type Ran, runCommand } from './suite-transports.ts'

const folder = mkdtempSync(join(tmpdir(), 'second-look-cli-'))
const run = (args: readonly string[], input?: string): Promise<Ran> => runCommand(folder, args, input)
const path = (name: string): string => join(folder, name)
const command = fileURLToPath(new URL('electron/hosts/cli/second-look.js', ROOT))
const environment = { ...process.env, SECOND_LOOK_STATE: path('state'), SECOND_LOOK_PROJECTS: path('projects') }

const lines = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')
const header = { secondLook: 1, model: { name: 'router', version: '1' } }
const row = (key: string, text: string, score: number) => ({
  key,
  kind: 'text',
  text,
  prediction: { class: 'billing', scores: { billing: score, sales: 1 - score } },
})

beforeAll(async () => {
  expect(await run(['new', 'shop', '--sample', 'ticket-routing'])).toMatchObject({ code: 0, out: '' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.concurrent('help', () => {
  test.each([
    'new',
    'import',
    'queue',
    'review',
    'export',
    'stats',
    'taxonomy',
    'failures',
    'plan',
    'model',
    'lineage',
    'truth',
    'dataset',
    'verify',
    'record',
    'erase',
    'serve',
    'call',
  ])('%s explains itself with examples and exit codes', async (verb) => {
    const { code, out, err } = await run([verb, '--help'])
    expect([code, err, out.includes(`second-look ${verb} `), /Exit codes: 0 done/.test(out)]).toEqual([
      0,
      '',
      true,
      true,
    ])
  })

  test('without a verb the help goes to standard error, as a usage error', async () => {
    const { code, out, err } = await run([])
    expect([code, out, err.startsWith('Usage: second-look')]).toEqual([2, '', true])
  })
})

describe.concurrent('usage errors exit with 2, say what is wrong, and print nothing to standard output', () => {
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['queue'], "missing required argument 'project'"],
    [['queue', 'shop', '--limit', 'x'], 'whole number from 1'],
    [['queue', 'shop', '--limit', '0'], 'whole number from 1'],
    [['queue', 'shop', '--frob'], "unknown option '--frob'"],
    [['queue', 'shop', '--where', 'status:('], ''],
    [['import', 'shop', 'a.csv', '--format', 'docx'], 'Allowed choices are native'],
    [['import', 'shop', 'a.csv', '--columns', 'text'], 'is not NAME=COLUMN'],
    [['import', 'shop', 'a.csv', '--columns', 'frob=a'], '--columns is not right'],
    [['export', 'shop', '--format', 'coco'], "required option '--to <dir>' not specified"],
    [['review', 'shop', '--from', 'a.jsonl'], "required option '--as <person>' not specified"],
    [['serve', 'shop', '--port', '70000'], 'number from 1 to 65535'],
    [['new', 'other', '--sample', 'no-such'], 'Allowed choices are retail-shelf'],
  ])('%j', async (args, said) => {
    const { code, out, err } = await run(args)
    expect([code, out, err.includes(said), err !== '']).toEqual([2, '', true, true])
  })
})

describe.concurrent('what cannot be opened exits with 3', () => {
  test('a folder that is no project, in words and as JSON', async () => {
    const spoken = await run(['stats', 'nowhere'])
    expect([spoken.code, spoken.out, spoken.err.includes('is not a Second Look project')]).toEqual([3, '', true])
    const { code, out } = await run(['stats', 'nowhere', '--json'])
    expect([code, JSON.parse(out)]).toMatchObject([3, { ok: false, error: { code: 'not-a-project' } }])
  })

  test('a name that is taken', async () => {
    expect(await run(['new', 'shop'])).toMatchObject({ code: 3, out: '' })
  })

  test('a file that is not there', async () => {
    expect(await run(['import', 'shop', 'no-such-file.jsonl'])).toMatchObject({ code: 3, out: '' })
  })
})

describe('the loop in a pipe', () => {
  test('queue lists the worst cases as one JSON value, and the same list as a table', async () => {
    const { code, out, err } = await run(['queue', 'shop', '--limit', '7', '--json'])
    const list = JSON.parse(out)
    expect([code, err, out.trimEnd().includes('\n'), list.rows.length, list.rows[0].place]).toEqual([
      0,
      '',
      false,
      7,
      1,
    ])
    expect(list.rows.every((one: { reasons: unknown[] }) => one.reasons.length > 0)).toBe(true)
    const table = await run(['queue', 'shop', '--limit', '7'])
    expect([table.code, table.out.trimEnd().split('\n').length, table.err]).toEqual([
      0,
      8,
      `7 of ${list.total} cases, ${list.waiting} waiting.\n`,
    ])
  })

  test('queue pages past what one call answers, and --all lists every case in the source’s order', async () => {
    const { rows, total } = JSON.parse((await run(['queue', 'shop', '--all', '--limit', '1000', '--json'])).out)
    expect([total, rows.length, rows[0].key, rows.at(-1).key]).toEqual([400, 400, 'ticket-0001', 'ticket-0400'])
  })

  test('--where narrows the list', async () => {
    const { code, out } = await run(['queue', 'shop', '--all', '--where', 'key:ticket-0007', '--json'])
    expect([code, JSON.parse(out).rows.map(({ key }: { key: string }) => key)]).toEqual([0, ['ticket-0007']])
  })

  test('rows set aside are findings: exit code 1, each with line, reason and remedy; the rest is in', async () => {
    await run(['new', 'rows'])
    const records = [header, row('a', 'one', 0.9), row('b', 'two', 7), row('c', 'three', 0.3)]
    writeFileSync(path('rows.jsonl'), `${lines(records)}not json\n`)
    const { code, out, err } = await run(['import', 'rows', 'rows.jsonl', '--json'])
    const report = JSON.parse(out)
    expect([
      code,
      err,
      report.counts.casesAdded,
      report.counts.setAside,
      report.rejects.map(({ line }: { line: number }) => line),
    ]).toEqual([1, '', 2, 2, [3, 5]])
  })

  test('importing again changes nothing and exits with 0; changed content under a known key exits with 4', async () => {
    await run(['new', 'again'])
    writeFileSync(path('again.jsonl'), lines([header, row('a', 'one', 0.9)]))
    writeFileSync(path('changed.jsonl'), lines([header, row('a', 'another text', 0.9)]))
    const codes = []
    for (const file of ['again.jsonl', 'again.jsonl', 'changed.jsonl'])
      codes.push((await run(['import', 'again', file])).code)
    expect(codes).toEqual([0, 0, 4])
    expect(JSON.parse((await run(['stats', 'again', '--json'])).out)).toMatchObject({ cases: 1, predictions: 1 })
  })

  test('export writes a batch that review reads back, and a second export since the last one is empty', async () => {
    const { rows } = JSON.parse((await run(['queue', 'shop', '--limit', '1', '--json'])).out)
    const [{ caseId }] = rows
    const call = async (operation: string, input: unknown) =>
      JSON.parse((await run(['call', 'shop', operation], JSON.stringify(input))).out.split('\n')[0] ?? '')
    const { predictionId } = (await call('review.open', { caseId })).value
    const subject = { caseId, predictionId }
    await call('review.change', {
      commandId: '01900000-0000-7000-8000-000000000001',
      subject,
      baseRevision: 0,
      changes: [{ id: 'verdict', before: null, after: 'incorrect' }],
      label: 'verdict',
    })
    const submitted = await call('review.submit', {
      commandId: '01900000-0000-7000-8000-000000000002',
      subject,
      baseRevision: 1,
      activeMs: 10,
      blind: false,
      proposed: { verdict: null, causes: [], errors: [] },
    })
    expect(submitted.ok).toBe(true)
    const first = await run(['export', 'shop', '--to', 'batch-1', '--format', 'native', '--json'])
    expect([first.code, JSON.parse(first.out).counts.cases, existsSync(path('batch-1/manifest.json'))]).toEqual([
      0,
      1,
      true,
    ])
    const second = await run(['export', 'shop', '--to', 'batch-2', '--format', 'native', '--since', 'last', '--json'])
    expect([second.code, JSON.parse(second.out).counts.cases]).toEqual([0, 0])
    const refused = await run(['export', 'shop', '--to', 'batch-1', '--format', 'native'])
    expect(refused.code).toBe(3)
    const records = JSON.parse(first.out)
      .files.map(({ name }: { name: string }) => name)
      .find((name: string) => name.endsWith('.jsonl'))
    await run(['new', 'copy', '--sample', 'ticket-routing'])
    const taken = await run(['review', 'copy', '--from', join('batch-1', records), '--as', 'ada', '--json'])
    expect([taken.code, JSON.parse(taken.out)]).toEqual([0, { taken: 1, known: 0, setAside: [] }])
  })

  test('stats and verify answer JSON', async () => {
    const stats = JSON.parse((await run(['stats', 'shop', '--json'])).out)
    const verified = await run(['verify', 'shop', '--json'])
    expect([stats.cases, stats.predictions, verified.code, JSON.parse(verified.out).ok]).toEqual([400, 400, 0, true])
  })

  test('a record that was changed afterwards is a finding', async () => {
    await run(['new', 'forged'])
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(path('forged.secondlook/project.db'))
    db.exec(`UPDATE log_entries SET metadata = replace(metadata, 'project', 'projekt')`)
    db.close()
    expect(await run(['verify', 'forged'])).toMatchObject({ code: 1, out: '' })
  })

  test('a reader that goes away early is no fault', () => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${command}" queue shop --all --limit 400 | head -n 1`],
      { cwd: folder, env: environment, encoding: 'utf8' },
    )
    expect([status, stdout.startsWith(' place'), stderr.includes('Error')]).toEqual([0, true, false])
  })
})

describe('call', () => {
  test('takes nothing for an empty object, and refuses what is not JSON', async () => {
    expect(JSON.parse((await run(['call', 'shop', 'taxonomy.get'])).out)).toMatchObject({ ok: true })
    expect(await run(['call', 'shop', 'taxonomy.get'], '{"version":')).toMatchObject({ code: 2, out: '' })
  })

  test('exits with the code of the failure it prints', async () => {
    const codes = []
    for (const [project, operation, input] of [
      ['shop', 'queue.frob', ''],
      ['-', 'queue.rows', ''],
      ['shop', 'review.open', `{"caseId":"${'0'.repeat(32)}"}`],
    ] as const) {
      const { code, out } = await run(['call', project, operation], input)
      codes.push([code, JSON.parse(out).error.code])
    }
    expect(codes).toEqual([
      [2, 'unknown-operation'],
      [2, 'no-project'],
      [3, 'not-found'],
    ])
  })

  test('waits for the work it starts and prints the job as it ended', async () => {
    await run(['new', 'called'])
    writeFileSync(path('called.jsonl'), lines([header, row('a', 'one', 0.9)]))
    const { code, out } = await run(
      ['call', 'called', 'import.start'],
      JSON.stringify({ files: [{ from: 'path', path: path('called.jsonl') }] }),
    )
    const [result, job] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, result.ok, job.id, job.state, job.result.counts.casesAdded]).toEqual([
      0,
      true,
      result.value.jobId,
      'done',
      1,
    ])
  })
})

test('the command runs beside a desk that has the project open, and the desk sees what it did', async () => {
  await run(['new', 'shared'])
  writeFileSync(path('shared.jsonl'), lines([header, row('a', 'one', 0.2)]))
  const backend = await createBackend({
    version: '0',
    host: 'desktop',
    stateDir: path('state'),
    projectsRoot: path('projects'),
    ...paths,
    open: path('shared.secondlook'),
  })
  try {
    expect(await run(['import', 'shared', 'shared.jsonl'])).toMatchObject({ code: 0 })
    const counted = await backend.dispatch('queue.count', { scope: 'all' }, asPerson('ada', 'desktop'))
    expect(counted).toMatchObject({ ok: true, value: { total: 1 } })
  } finally {
    await backend.close()
  }
})

test('Ctrl+C stops an import at a safe point, and running it again completes it', async () => {
  await run(['new', 'long'])
  const rows = Array.from({ length: 60_000 }, (_, i) => row(`k${i}`, `text number ${i}`, 0.6))
  writeFileSync(path('long.jsonl'), lines([header, ...rows]))
  const child = spawn(process.execPath, [command, 'import', 'long', 'long.jsonl'], { cwd: folder, env: environment })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const { default: Database } = await import('better-sqlite3')
  await expect
    .poll(
      () => {
        const db = new Database(path('long.secondlook/project.db'), { readonly: true })
        const { n } = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM cases').get() ?? { n: 0 }
        db.close()
        return n
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBeGreaterThan(0)
  child.kill('SIGINT')
  expect([await ended, err.includes('Stopping at a safe point')]).toEqual([1, true])
  const between = JSON.parse((await run(['stats', 'long', '--json'])).out).cases
  expect(between).toBeLessThan(60_000)
  expect(await run(['import', 'long', 'long.jsonl'])).toMatchObject({ code: 0 })
  expect(JSON.parse((await run(['stats', 'long', '--json'])).out)).toMatchObject({ cases: 60_000, predictions: 60_000 })
})

test('serve prints its address with a token on one line, answers there, and ends with 0 on Ctrl+C', async () => {
  const child = spawn(process.execPath, [command, 'serve', 'shop', '--port', '47999', '--no-open', '--json'], {
    cwd: folder,
    env: environment,
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const first = await new Promise<string>((resolve) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more
      if (text.includes('\n')) resolve(text)
    })
  })
  const { url, origin } = JSON.parse(first)
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: new URL(url).hash.replace(/^#(token=)?/, '') }),
  })
  child.kill('SIGINT')
  expect([origin, answer.ok, await ended]).toEqual(['http://127.0.0.1:47999', true, 0])
})

const built = fileURLToPath(new URL('dist/cli.js', ROOT))
test.skipIf(!existsSync(built))('the build that the packaged app carries does the same loop', () => {
  const ran = (...args: string[]) =>
    spawnSync(process.execPath, [built, ...args], { cwd: folder, env: environment, encoding: 'utf8' })
  expect(ran('new', 'built', '--sample', 'retail-shelf')).toMatchObject({ status: 0, stdout: '' })
  const { rows } = JSON.parse(ran('queue', 'built', '--all', '--limit', '100', '--json').stdout)
  expect(rows.length).toBe(60)
  expect(ran('export', 'built', '--to', 'built-batch', '--format', 'coco')).toMatchObject({ status: 0, stdout: '' })
})

const olderNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (node) => existsSync(node) && /^v(18|20)\./.test(spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout),
)
test.skipIf(olderNode === undefined)('an older Node hands over to the one that npm installed', () => {
  const ran = spawnSync(olderNode ?? '', [command, '--version'], { cwd: folder, env: environment, encoding: 'utf8' })
  const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
  expect([ran.status, ran.stdout.trim()]).toEqual([0, version])
})

test('types are taken out of the source once: the next command, and the threads of its jobs, find what it compiles to', () => {
  const plain: NodeJS.ProcessEnv = { ...environment, NODE_COMPILE_CACHE: '' }
  const imported = (project: string): string => {
    spawnSync(process.execPath, [command, 'new', project], { cwd: folder, env: plain })
    writeFileSync(path('one.jsonl'), lines([header, row('k1', 'one text', 0.6)]))
    const env = { ...plain, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
    const { stdout, stderr } = spawnSync(process.execPath, [command, 'import', project, 'one.jsonl'], {
      ...{ cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 26 },
    })
    return `${stdout}${stderr}`
  }
  imported('first')
  const second = imported('second')
  const found = [
    ...second.matchAll(/retrieving transpile cache for StrippedTypeScript file:\S*\/(\S+\.ts)\.\.\.success/g),
  ]
  expect(found.map(([, file]) => file)).toEqual(expect.arrayContaining(['main.ts', 'worker.ts', 'import-reading.ts']))
  expect(second).not.toContain('saving transpilation cache')
})

test('a taxonomy goes out as YAML, is compared, comes back in as the next version, and a wrong one is told its line', async () => {
  expect(await run(['new', 'labels', '--sample', 'credit-risk'])).toMatchObject({ code: 0 })
  expect(await run(['taxonomy', 'show', 'labels', '--to', path('labels.yaml')])).toMatchObject({ code: 0 })
  const yaml = readFileSync(path('labels.yaml'), 'utf8')
  writeFileSync(path('labels.yaml'), yaml.replace('guideline: ', 'guideline: Look twice. '))
  const { versions } = JSON.parse((await run(['taxonomy', 'versions', 'labels', '--json'])).out)
  const newest = String(versions[0].version)
  expect(await run(['taxonomy', 'diff', 'labels', newest, path('labels.yaml')])).toMatchObject({
    code: 0,
    out: 'The guideline changed.\n',
  })
  expect(JSON.parse((await run(['taxonomy', 'publish', 'labels', path('labels.yaml'), '--json'])).out)).toEqual({
    version: versions[0].version + 1,
    counts: { reviews: 0, unchanged: 0, rewritten: 0, again: 0 },
  })
  expect((await run(['taxonomy', 'diff', 'labels', newest, String(versions[0].version + 1)])).out).toBe(
    'The guideline changed.\n',
  )
  const yet = versions[0].version + 1
  const stale = await run(['taxonomy', 'publish', 'labels', path('labels.yaml')])
  expect([stale.code, stale.out, stale.err.includes(`--base ${yet}`)]).toEqual([4, '', true])
  const published = async (...more: string[]) =>
    (await run(['taxonomy', 'publish', 'labels', path('labels.yaml'), '--json', ...more])).out
  expect(JSON.parse(await published('--base', String(yet)))).toMatchObject({ version: yet + 1 })
  // A document of another project, or of none, stands for itself.
  const [own, ...rest] = readFileSync(path('labels.yaml'), 'utf8').split('\n')
  expect([own, rest[0]?.startsWith('publishedAt: ')]).toEqual([`version: ${newest}`, true])
  const foreign = ['publishedAt: 2020-01-01T00:00:00.000Z', ...rest.slice(1)]
  writeFileSync(path('labels.yaml'), [own, ...foreign].join('\n'))
  expect(JSON.parse(await published())).toMatchObject({ version: yet + 2 })
  writeFileSync(path('labels.yaml'), rest.slice(1).join('\n'))
  expect(JSON.parse(await published())).toMatchObject({ version: yet + 3 })
  writeFileSync(path('wrong.yaml'), 'name: x\nlabels: [\n')
  const wrong = await run(['taxonomy', 'publish', 'labels', path('wrong.yaml')])
  expect([wrong.code, wrong.out, /wrong\.yaml is neither YAML nor JSON: line \d+/.test(wrong.err)]).toEqual([
    3,
    '',
    true,
  ])
  writeFileSync(path('odd.json'), JSON.stringify({ name: 'x', labels: [{ name: 'y' }], causes: [] }))
  const odd = await run(['taxonomy', 'publish', 'labels', path('odd.json')])
  expect([odd.code, /odd\.json is no taxonomy: labels\.0\./.test(odd.err)]).toEqual([3, true])
})

test('a code list is taken in once under its version, and a row that is none is told its line', async () => {
  expect(await run(['new', 'coded'])).toMatchObject({ code: 0 })
  writeFileSync(path('codes.csv'), 'code,name\nA00,Cholera\nB01,Varicella\n')
  const codes = async (...more: string[]) => {
    const { code, out, err } = await run(['taxonomy', 'codes', 'coded', ...more])
    return { code, said: `${out}${err}` }
  }
  expect(await codes('icd@2026', path('codes.csv'))).toEqual({
    code: 0,
    said: expect.stringContaining('icd@2026 has 2 codes'),
  })
  expect((await codes('icd@2026', path('codes.csv'))).said).toContain('is there already')
  expect((await codes()).said).toContain('icd@2026  2 codes')
  writeFileSync(path('codes.csv'), 'code,name\nA00,Cholera\n,Nothing\n')
  expect((await codes('icd@2026', path('codes.csv'))).code).toBe(4)
  const odd = await codes('icd@2027', path('codes.csv'))
  expect([odd.code, odd.said.includes('codes.csv:3')]).toEqual([1, true])
  expect((await codes('icd@2028')).code).toBe(2)
  writeFileSync(
    path('bomb.yaml'),
    `a: &a [x, x]\n${Array.from({ length: 9 }, (_, at) => `b${at}: &b${at} [*${at === 0 ? 'a' : `b${at - 1}`}, *${at === 0 ? 'a' : `b${at - 1}`}]`).join('\n')}\n`,
  )
  const bomb = await run(['taxonomy', 'publish', 'coded', path('bomb.yaml')])
  expect([bomb.code, bomb.err.includes('bomb.yaml')]).toEqual([3, true])
})

test('a version is tried and withdrawn, and a name is mapped, from the command line', async () => {
  const project = path('tried')
  expect(await run(['new', project])).toMatchObject({ code: 0 })
  const rows = ['card', 'fee', 'loan'].map((label) => ({
    key: label,
    text: label,
    truth: { objects: [{ id: 'c', label }] },
  }))
  writeFileSync(path('truth.jsonl'), ['{"secondLook":1}', ...rows.map((row) => JSON.stringify(row))].join('\n'))
  expect((await run(['import', project, path('truth.jsonl'), '--role', 'truth'])).code).toBe(0)
  const labels = path('split.json')
  expect((await run(['taxonomy', 'show', project, '--to', labels])).code).toBe(0)
  const draft = JSON.parse(readFileSync(labels, 'utf8'))
  const [card, fee, loan] = draft.labels
  writeFileSync(
    labels,
    JSON.stringify({ ...draft, labels: [{ ...card, deprecated: true, replacedBy: [fee.id, loan.id] }, fee, loan] }),
  )
  const tried = await run(['taxonomy', 'dry-run', project, labels, '--fail-if-again', '0'])
  expect([tried.code, tried.out]).toEqual([
    1,
    '“card” is split into “fee”, “loan”: 1 to be seen again\n  card: split card\n',
  ])
  expect(tried.err).toContain('Of 3 reviews, 2 read as before, 0 are rewritten by rule, 1 must be seen again.')
  const counts = { reviews: 3, unchanged: 2, rewritten: 0, again: 1 }
  expect(JSON.parse((await run(['taxonomy', 'publish', project, labels, '--json'])).out)).toEqual({
    version: 2,
    counts,
  })
  expect((await run(['taxonomy', 'dry-run', project])).code).toBe(2)
  expect((await run(['taxonomy', 'map', project, 'credit', 'loan'])).err).toContain('“credit” means loan now.')
  expect((await run(['taxonomy', 'map', project, 'credit', 'nothing'])).code).toBe(3)
  const withdrawn = await run(['taxonomy', 'withdraw', project, '2', '--why', 'too early', '--json'])
  expect(JSON.parse(withdrawn.out)).toEqual({ version: 3, counts: { ...counts, unchanged: 3, again: 0 } })
  expect((await run(['taxonomy', 'withdraw', project, '2', '--why', 'again'])).err).toContain('withdrawn already')
})

test('what taxonomy publish, withdraw and map mean for the queue is so when the command has ended', async () => {
  const project = path('risky')
  expect(await run(['new', project])).toMatchObject({ code: 0 })
  writeFileSync(path('sure.jsonl'), lines([header, ...['a', 'b'].map((key) => row(key, `ticket ${key}`, 0.99))]))
  expect((await run(['import', project, path('sure.jsonl')])).code).toBe(0)
  const document = path('risky.json')
  expect((await run(['taxonomy', 'show', project, '--to', document])).code).toBe(0)
  const draft = JSON.parse(readFileSync(document, 'utf8'))
  const risky = async (): Promise<number> =>
    JSON.parse((await run(['queue', project, '--where', 'rule:high-risk-label', '--json'])).out).total
  expect(await risky()).toBe(0)
  const labels = draft.labels.map((label: { name: string }) =>
    label.name === 'billing' ? { ...label, risk: 'high' } : label,
  )
  writeFileSync(document, JSON.stringify({ ...draft, labels }))
  expect((await run(['taxonomy', 'publish', project, document])).code).toBe(0)
  expect(await risky()).toBe(2)
  expect((await run(['taxonomy', 'withdraw', project, '2', '--why', 'too early'])).code).toBe(0)
  expect(await risky()).toBe(0)
})

test('a training is recorded from the command line, and the questions of the lineage are answered', async () => {
  const project = path('trained')
  expect(await run(['new', project, '--sample', 'credit-risk'])).toMatchObject({ code: 0 })
  const train = ['model', 'train', project, 'loan-score@6', '--on', 'loans@3', '--at', '2026-06-01']
  const unknown = await run(train)
  expect([unknown.code, unknown.out, /no dataset version "loans@3".*--elsewhere/.test(unknown.err)]).toEqual([
    3,
    '',
    true,
  ])
  expect(JSON.parse((await run([...train, '--elsewhere', '--json'])).out)).toMatchObject({
    ...{ model: 'loan-score@6', dataset: 'loans@3', datasetId: null, at: '2026-06-01T00:00:00.000Z', from: 'record' },
  })
  const usage = await run(['lineage', 'usage', project])
  expect(usage).toMatchObject({
    code: 0,
    out: [
      'loan-score@6 was trained on loans@3 (not known here) at 2026-06-01T00:00:00.000Z',
      'loan-score@5 was trained on loans-2025 (not known here), says the header of its predictions',
      '',
    ].join('\n'),
  })
  const questions = ['data', 'corrected', 'edge-cases', 'taxonomy', 'failures'].map((question) =>
    run(['lineage', question, project, '--model', 'loan-score@5', '--json']),
  )
  expect((await Promise.all(questions)).map(({ code, err }) => [code, err])).toEqual(questions.map(() => [0, '']))
  const wrong = await Promise.all([
    run(['lineage', 'data', project]),
    run(['lineage', 'data', project, '--model', 'no@1']),
    run([...train.slice(0, -1), 'yesterday']),
  ])
  expect(wrong.map(({ code }) => code)).toEqual([2, 3, 2])
})

describe('failures and plans', () => {
  test('what failed is told with its share, a plan of the fewest cases is made, followed and closed', async () => {
    const records = [
      row('f1', 'first failing text', 0.9),
      row('f2', 'another one that fails', 0.8),
      row('f3', 'right', 0.9),
    ]
    writeFileSync(path('failing.jsonl'), lines([header, ...records]))
    const judged = (key: string, verdict: string, causes: readonly string[]) => ({
      key,
      review: { by: 'ada', verdict, causes },
    })
    const judgements = [
      judged('f1', 'incorrect', ['poor-source-quality']),
      judged('f2', 'incorrect', ['model-error']),
      judged('f3', 'correct', []),
    ]
    writeFileSync(path('judged.jsonl'), lines([header, ...judgements]))
    expect(await run(['new', 'fails'])).toMatchObject({ code: 0 })
    expect(await run(['import', 'fails', 'failing.jsonl'])).toMatchObject({ code: 0 })
    expect(await run(['review', 'fails', '--from', 'judged.jsonl', '--as', 'ada'])).toMatchObject({ code: 0 })
    const { code, out, err } = await run(['failures', 'fails', '--by', 'label'])
    expect([code, out.includes('any failure: 2 of 3: 66.7 %'), /too few, or too mixed/.test(err)]).toEqual([
      0,
      true,
      true,
    ])
    const made = JSON.parse((await run(['plan', 'make', 'fails', 'spring', '--json'])).out)
    expect([made.size, made.atLeast, made.where]).toEqual([2, 2, 'plan:spring'])
    const queued = JSON.parse((await run(['queue', 'fails', '--where', 'plan:spring', '--json'])).out)
    expect([queued.total, queued.waiting]).toEqual([2, 2])
    expect((await run(['plan', 'close', 'fails', 'spring'])).err).toContain('0 of 2 cases relabeled')
    expect(await run(['plan', 'show', 'fails', 'autumn'])).toMatchObject({ code: 3 })
    expect(await run(['failures', 'fails', '--by', 'colour'])).toMatchObject({ code: 2 })
  })
})
