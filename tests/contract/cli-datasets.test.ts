import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ran, runCommand } from './suite-transports.ts'

const folder = mkdtempSync(join(tmpdir(), 'second-look-cli-datasets-'))
const run = (args: readonly string[]): Promise<Ran> => runCommand(folder, args)
const value = ({ out }: Ran) => JSON.parse(out)
const write = (name: string, rows: readonly unknown[]): string => {
  const path = join(folder, name)
  writeFileSync(
    path,
    [{ secondLook: 1, model: { name: 'm', version: '1' } }, ...rows].map((row) => `${JSON.stringify(row)}\n`).join(''),
  )
  return path
}

const texts = Array.from({ length: 20 }, (_, nr) => ({
  ...{ key: `t${nr}`, text: `${'abcdefghijklmnopqrst'.charAt(nr).repeat(9)} ${nr}`, group: `g${nr % 10}` },
  prediction: { class: 'late', scores: { late: 0.5 } },
}))
const reviewed = (label: string, rows: readonly { key: string; text: string }[]) =>
  rows.map(({ key, text }) => ({
    ...{ key, text, review: { by: 'somebody', verdict: label === 'late' ? 'correct' : 'incorrect' } },
    truth: { class: label },
  }))

beforeAll(async () => {
  await run(['new', 'shop'])
  await run(['import', 'shop', write('predictions.jsonl', texts)])
  await run(['review', 'shop', '--from', write('ada.jsonl', reviewed('late', texts)), '--as', 'ada'])
  await run(['review', 'shop', '--from', write('bob.jsonl', reviewed('lost', texts.slice(0, 1))), '--as', 'bob'])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('answers that differ are listed, decided and taken back', async () => {
  const listed = value(await run(['truth', 'list', 'shop', '--json']))
  expect(listed).toMatchObject({
    more: false,
    rows: [{ key: 't0', answers: [{ labels: { late: 1 } }, { labels: { lost: 1 } }] }],
  })
  const decided = await run([
    'truth',
    'decide',
    'shop',
    '--case',
    't0',
    '--reviewer',
    'bob',
    '--why',
    'it never came',
    '--json',
  ])
  expect(value(decided).adjudication).toMatchObject({ why: 'it never came' })
  expect((await run(['truth', 'list', 'shop', '--adjudicated'])).out).toContain('bob: lost')
  expect(await run(['truth', 'withdraw', 'shop', '--case', 't0'])).toMatchObject({ code: 0 })
  expect(await run(['truth', 'decide', 'shop', '--case', 't0'])).toMatchObject({ code: 2 })
  expect(await run(['truth', 'decide', 'shop', '--case', 'none', '--reviewer', 'bob'])).toMatchObject({ code: 3 })
})

test('a version is looked at, frozen, shown, compared, verified and written with a folder for each split', async () => {
  const split = ['--split', 'train=0.5,test=0.5', '--near-texts', 'off']
  const dry = await run(['dataset', 'build', 'shop', 'late', ...split, '--dry-run'])
  expect([
    dry.code,
    dry.out,
    /late@1 would hold 19 cases/.test(dry.err),
    /left out: 1 case, answers differ/.test(dry.err),
  ]).toEqual([0, '', true, true])
  expect(value(await run(['dataset', 'list', 'shop', '--json']))).toEqual({ versions: [] })
  const version = value(await run(['dataset', 'build', 'shop', 'late', ...split, '--note', 'first', '--json']))
  expect(version).toMatchObject({ name: 'late', number: 1, counts: { cases: 19 } })
  await run(['truth', 'decide', 'shop', '--case', 't0', '--reviewer', 'bob'])
  await run(['dataset', 'build', 'shop', 'late', ...split])
  const shown = value(await run(['dataset', 'show', 'shop', 'late@2', '--label', 'lost', '--items', '5', '--json']))
  expect(shown).toMatchObject({ total: 1, items: [{ key: 't0', status: 'adjudicated' }] })
  const diff = await run(['dataset', 'diff', 'shop', 'late@1', 'late@2', '--kind', 'added'])
  expect([diff.err.includes('late@1 → late@2: 1 added, 0 removed'), diff.out]).toEqual([
    true,
    't0\t– → lost\t\tbob\tadjudicated, incorrect\n',
  ])
  expect(await run(['dataset', 'verify', 'shop', 'late@2'])).toMatchObject({ code: 0 })
  expect(await run(['dataset', 'verify', 'shop', 'late@9'])).toMatchObject({ code: 3 })

  const target = join(folder, 'out')
  // What is reviewed later is not in what was frozen.
  await run(['review', 'shop', '--from', write('later.jsonl', reviewed('lost', texts.slice(1))), '--as', 'ada'])
  const written = value(
    await run(['dataset', 'export', 'shop', 'late@2', '--to', target, '--format', 'native', '--json']),
  )
  expect(written.splits.map(({ split: name }: { split: string }) => name)).toEqual(['train', 'test'])
  const keys = ['train', 'test'].flatMap((name) =>
    readFileSync(join(target, name, 'reviews.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line))
      .map(({ key, truth }) => `${key} ${truth.objects[0].label} ${truth.status}`),
  )
  expect(keys.toSorted()).toEqual(
    texts.map(({ key }) => (key === 't0' ? 't0 lost adjudicated' : `${key} late single`)).toSorted(),
  )
  expect([existsSync(join(target, 'items.jsonl')), existsSync(join(target, 'manifest.json'))]).toEqual([true, true])
  const taken = await run(['dataset', 'export', 'shop', 'late@2', '--to', target])
  expect(taken.code).toBe(3)

  const out = join(folder, 'card.json')
  const card = ['dataset', 'card', 'shop', 'late@2', '--as']
  expect(await run([...card, 'croissant', '--license', 'CC-BY-4.0', '--out', out])).toMatchObject({ code: 0, out: '' })
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ name: 'late@2', license: 'CC-BY-4.0' })
  expect(await run([...card, 'markdown'])).toMatchObject({ code: 0, out: expect.stringMatching(/^# late@2\n/) })
  expect((await run([...card, 'html', '--out', out])).code).toBe(3)
  expect((await run([...card, 'pdf'])).code).toBe(2)
})

test('options that say nothing sensible are usage errors that name the option', async () => {
  const { code, err } = await run(['dataset', 'build', 'shop', 'x', '--split', 'train'])
  expect([code, err.includes('--split')]).toEqual([2, true])
  expect((await run(['dataset', 'build', 'shop', 'x', '--near-texts', '7'])).code).toBe(2)
  expect((await run(['dataset', 'build', 'shop', 'x', '--majority', '0.3/2'])).code).toBe(2)
  expect((await run(['dataset', 'build', 'shop', 'x', '--split', 'a=0.5,b=0.2'])).code).toBe(2)
})
