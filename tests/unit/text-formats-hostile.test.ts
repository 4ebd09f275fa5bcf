import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBrat } from '../../shared/domain/formats/brat-read.ts'
import { readLabelStudioTask } from '../../shared/domain/formats/label-studio-read.ts'
import { readProdigyLine } from '../../shared/domain/formats/prodigy-read.ts'
import type { Read } from '../../shared/domain/formats/read-row.ts'
import { readSpacyLine } from '../../shared/domain/formats/spacy-read.ts'
import { readWebAnno } from '../../shared/domain/formats/webanno-read.ts'

/** Values that readers of JSON must not trip over, under the names that they look for. */
const NAMES = [
  'text',
  'data',
  'annotations',
  'predictions',
  'result',
  'value',
  'type',
  'id',
  'labels',
  'rectanglelabels',
  'x',
  'y',
  'width',
  'height',
  'rotation',
  'points',
  'rle',
  'start',
  'end',
  'label',
  'ents',
  'spans',
  'cats',
  'tokens',
  'relations',
  'head_span',
  'child_span',
  'score',
  'meta',
  'image',
  'dialogue',
  'second_look',
  'offsets',
  'original_width',
  'original_height',
  '__proto__',
]
const leaf = fc.oneof(
  fc.constantFrom(
    '',
    'relation',
    'rectanglelabels',
    'brushlabels',
    'labels',
    'choices',
    'Kim paid',
    'grapheme',
    '\ud83d',
    'a\0b',
  ),
  fc.constantFrom(null, true, -1, 0, 1, 0.5, 1e300, 4294967295),
)
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
  ),
}))

/** Every answer says what it is; what is set aside says why and what to do. */
const sound = (reads: readonly Read[]): boolean =>
  reads.length > 0 &&
  reads.every((read) => read.is !== 'failure' || (read.failure.message !== '' && read.failure.remedy !== ''))

test('whatever JSON stands in a line or a task, it is read or set aside with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(anything, fc.dictionary(fc.constantFrom(...NAMES), anything), async (value, members) => {
      const tasks = [value, members, { id: 1, data: { text: 'Kim paid' }, predictions: [{ result: [members] }] }]
      for (const task of tasks) {
        const line = JSON.stringify(task)
        expect(sound(readProdigyLine(line, 1, 'truth'))).toBe(true)
        expect(sound([readSpacyLine(line, 1, 'truth')])).toBe(true)
        for (const role of ['prediction', 'truth'] as const)
          expect(sound(await readLabelStudioTask(JSON.parse(line), role, () => Promise.resolve(null)))).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

const PARTS = [
  'T1',
  'E1',
  'R1',
  'A1',
  'N1',
  '#1',
  '*',
  '\t',
  ' ',
  ';',
  ':',
  '0',
  '3',
  '99',
  '-1',
  'Org',
  'Arg1:T1',
  'Kim',
  '\n',
  '\r',
  '__proto__',
]

test('whatever lines stand in a file of annotations, they are read or set aside with a reason', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 40 }), (parts) => {
      expect(sound(readBrat({ name: 'a.txt', text: 'Kim paid', ann: parts.join('') }, 'truth'))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

const DOCUMENT = [
  '#FORMAT=WebAnno TSV 3.3',
  '#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|webanno.custom.Lu',
  '#T_CH=coref.CoreferenceLink|referenceType|referenceRelation',
  '#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Frame',
  '#Text=Kim paid Ada',
  '1-1\t0-3\tKim\ta[1]|b\tr;s\t1-2;1-3\tpr[1]\tcoref->1-1\tin\t1-2[0_1]',
  '1-2\t4-8\tpaid\t*\t_\t_\t_\t_\t_\t_',
  '1-3\t9-12\tAda\ta[1]\t*\t_\tpr[1]\t*->1-2\t_\t_',
].join('\n')

test('whatever becomes of a document of WebAnno, it is read or set aside with its line', () => {
  expect(readWebAnno(DOCUMENT, 'a.tsv', 'truth').map(({ is }) => is)).toEqual(['row'])
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(DOCUMENT.length),
          fc.nat(3),
          fc.constantFrom('', '\t', '|', '[9]', '->', ';', '\\', '\n', '_', '9', '-'),
        ),
      ),
      (edits) => {
        const broken = edits.reduce(
          (text, [at, less, more]) => text.slice(0, at) + more + text.slice(at + less),
          DOCUMENT,
        )
        expect(sound(readWebAnno(broken, 'a.tsv', 'truth'))).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})
