import { expect, test } from 'vitest'
import type { TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside } from '../helpers/review-desk.ts'
import { type Answer, reviewCase } from '../helpers/reviewer.ts'
import { currentDraft, idsOf, published, relabelled } from '../helpers/taxonomy-desk.ts'

type Decide = Exclude<Parameters<typeof reviewCase>[2], Answer>

/** A desk of one case that was reviewed. */
const reviewed = async (record: object, decide: Decide): Promise<Desk> => {
  const desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [{ key: 'c1', ...record }])] })
  await desk.idle()
  const [row] = (await desk.call('queue.rows', { scope: 'all' })).rows
  await reviewCase(desk, row!.caseId, decide)
  return desk
}

/** What was found, by label. */
const boardOf = async (desk: Desk) => {
  const { counts, slices, rows } = await desk.call('failures.board', { by: ['label'] })
  const errors = rows.flatMap(({ what, cells }) =>
    what.kind === 'error'
      ? cells.flatMap(({ count }, at) => (count === 0 ? [] : [`${what.error} ${slices[at]?.values.join()}`]))
      : [],
  )
  return { uncounted: counts.uncounted, errors }
}

/** The board after a version was published, or taken back: as its job leaves it, and worked out from nothing. */
const after = async (desk: Desk, next: TaxonomyDraft | number) => {
  if (typeof next !== 'number') await published(desk, next)
  else await desk.call('taxonomy.withdraw', { version: next, why: 'it was wrong' })
  await desk.idle()
  const told = await boardOf(desk)
  const run = (sql: string): void => {
    const store = beside(desk)
    store.write(({ db }) => db.exec(sql))
    store.close()
  }
  run('UPDATE reviews SET found = 0')
  const stale = await boardOf(desk)
  run('DELETE FROM review_findings')
  await desk.call('failures.find', {})
  await desk.idle()
  return { told, stale, anew: await boardOf(desk) }
}

const found = (...errors: readonly string[]) => ({ uncounted: 0, errors })
const inAll = (...errors: readonly string[]) => ({
  told: found(...errors),
  stale: { uncounted: 1, errors },
  anew: found(...errors),
})

test('a field that becomes an amount is compared as one, also in reviews made before', async () => {
  const said = { objects: [{ id: 'f', label: 'total', field: { value: '1,200.50' } }] }
  await using desk = await reviewed({ kind: 'record', fields: { shop: 'a' }, prediction: said }, (_, prediction) => ({
    annotations: prediction!.annotations.map((one) => ({
      ...one,
      shape: { kind: 'field' as const, value: '1200.5' },
      fromObjectId: one.id,
    })),
  }))
  expect(await boardOf(desk)).toEqual(found('wrong-attribute total'))
  const draft = await currentDraft(desk)
  const total = { name: 'total', kind: 'amount', required: false, definition: '' } as const
  expect(await after(desk, { ...draft, fields: [total] })).toEqual(inAll())
  expect(await after(desk, { ...draft, fields: [] })).toEqual(inAll('wrong-attribute total'))
})

test('a relation type whose ends may be exchanged is compared so, also in reviews made before', async () => {
  const said = {
    objects: [
      { id: 'a', label: 'cat', span: [0, 3] },
      { id: 'b', label: 'dog', span: [4, 7] },
    ],
    relations: [{ id: 'r', type: 'beside', from: 'a', to: 'b' }],
  }
  await using desk = await reviewed({ text: 'cat dog', prediction: said }, (_, prediction) => ({
    annotations: prediction!.annotations.map((one) => ({ ...one, fromObjectId: one.id })),
    relations: prediction!.relations.map((one) => ({ ...one, from: one.to, to: one.from })),
  }))
  const wrong = ['wrong-relation cat', 'wrong-relation dog']
  expect(await boardOf(desk)).toEqual(found(...wrong))
  const draft = await currentDraft(desk)
  const beside = { name: 'beside', symmetric: true, definition: '' }
  expect(await after(desk, { ...draft, relationTypes: [beside] })).toEqual(inAll())
  expect(await after(desk, { ...draft, relationTypes: [{ ...beside, symmetric: false }] })).toEqual(inAll(...wrong))
})

test('a label whose merge is taken back is told by its own name again', async () => {
  const objects = [
    { id: 'a', label: 'puma', span: [0, 4] },
    { id: 'b', label: 'cat', span: [5, 8] },
  ]
  await using desk = await reviewed({ text: 'puma cat', prediction: { objects } }, (_, prediction) => ({
    annotations: prediction!.annotations.slice(1).map((one) => ({ ...one, fromObjectId: one.id })),
  }))
  expect(await boardOf(desk)).toEqual(found('spurious puma'))
  const draft = await currentDraft(desk)
  const merged = relabelled(draft, 'puma', { deprecated: true, replacedBy: idsOf(draft, 'cat') })
  expect(await after(desk, merged)).toEqual(inAll('spurious cat'))
  expect(await after(desk, 2)).toEqual(inAll('spurious puma'))
})
