import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assetPath } from '../../electron/backend/files/assets.ts'
import { backUpDaily, listBackups } from '../../electron/backend/store/backups.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { LabelExample } from '../../shared/model/taxonomy.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { rampImage } from '../helpers/image-files.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'
import { beside } from '../helpers/review-desk.ts'
import { currentDraft, labelOf, published, relabelled } from '../helpers/taxonomy-desk.ts'

const example = (more: Partial<LabelExample>): LabelExample => LabelExample.parse({ is: 'positive', ...more })

const idsOf = async (desk: Desk): Promise<Readonly<Record<string, CaseId>>> =>
  Object.fromEntries((await desk.call('queue.rows', { scope: 'all' })).rows.map(({ key, caseId }) => [key, caseId]))

const said = { class: 'cat', scores: { cat: 0.4 } }

/** A folder of pictures, each of another size, to import from. */
const pictures = async (desk: Desk, ...names: readonly string[]) => {
  for (const [index, name] of names.entries())
    fileWith(
      desk,
      `images/${name}`,
      await rampImage(40 + 10 * index, 30)
        .png()
        .toBuffer(),
    )
  return [{ from: 'path', path: join(desk.folder, 'images') } as const]
}

const stored = (desk: Desk): readonly string[] =>
  readdirSync(join(desk.path, 'assets'), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 64)

const erased = async (desk: Desk, key: string) => {
  const report = await desk.call('record.erase', { key, reason: 'asked for' })
  await desk.idle()
  return report
}

test('the picture of an example goes with its case, also of examples that do not say of which; one that others show stays', async () => {
  await using desk = await temporaryDesk()
  const images = await pictures(desk, 'one.png', 'two.png')
  const row = (key: string, image: string) => ({
    key,
    image,
    prediction: { objects: [{ label: 'cat', box: [1, 1, 9, 9] }] },
  })
  const rows = [row('first-one', 'one.png'), row('second-one', 'two.png'), row('third-one', 'two.png')]
  await importing(desk, { files: [nativeFile(desk, rows)], images })
  await desk.idle()
  const ids = await idsOf(desk)
  const pictureOf = async (key: string) => {
    const { case: one } = await desk.call('review.open', { caseId: ids[key]! })
    return one.content.image!.sha256
  }
  const [first, second] = [await pictureOf('first-one'), await pictureOf('second-one')]
  const box: [number, number, number, number] = [1, 1, 9, 9]
  const examples = [
    example({ image: { sha256: first, box }, caseId: ids['first-one']! }),
    example({ image: { sha256: first, box }, note: 'older' }),
    example({ image: { sha256: second, box }, caseId: ids['second-one']! }),
    example({ image: { sha256: second, box }, caseId: ids['third-one']! }),
  ]
  await published(desk, relabelled(await currentDraft(desk), 'cat', { examples }))
  const kept = async () => labelOf(await currentDraft(desk), 'cat').examples.map(({ caseId }) => caseId)
  const done = await erased(desk, 'first-one')
  expect([done.assets.map(({ sha256 }) => sha256), existsSync(assetPath(desk.path, first))]).toEqual([[first], false])
  expect(await kept()).toEqual([ids['second-one'], ids['third-one']])
  const { entries } = await desk.call('record.entries', { kind: 'taxonomy' })
  expect(entries.map(({ erased }) => erased)).toEqual([true, false])
  await erased(desk, 'second-one')
  expect([await kept(), existsSync(assetPath(desk.path, second))]).toEqual([[ids['third-one']], true])
})

test('a picture that an import stored for a row it then set aside is gone with the case, and no picture of another', async () => {
  await using desk = await temporaryDesk()
  const images = await pictures(desk, 'one.png', 'two.png', 'new.png')
  const rows = [
    { key: 'first-one', image: 'one.png', prediction: said },
    { key: 'second-one', image: 'two.png', prediction: said },
  ]
  await importing(desk, { files: [nativeFile(desk, rows)], images })
  const changed = { key: 'first-one', image: 'new.png', prediction: said }
  const { counts } = await importing(desk, { files: [nativeFile(desk, [changed], undefined, 'later.jsonl')], images })
  await desk.idle()
  const { case: second } = await desk.call('review.open', { caseId: (await idsOf(desk))['second-one']! })
  expect([counts.conflicts, stored(desk).length]).toEqual([1, 3])
  await erased(desk, 'first-one')
  const { sha256 } = second.content.image!
  expect(stored(desk)).toEqual([join(sha256.slice(0, 2), sha256)])
})

test('pictures that only another copy of the database knows stay: somebody may go back to it', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [{ key: 'words', text: 'nothing but', prediction: said }])] })
  await desk.idle()
  const store = beside(desk)
  await backUpDaily(store, Date.now() + 2 * 24 * 60 * 60 * 1000)
  store.close()
  const images = await pictures(desk, 'one.png')
  const rows = [{ key: 'first-one', image: 'one.png', prediction: said }]
  await importing(desk, { files: [nativeFile(desk, rows, undefined, 'later.jsonl')], images })
  await desk.idle()
  await desk.call('project.restore', { path: desk.path, backup: listBackups(desk.path)[0]!.file })
  const { backups } = await erased(desk, 'words')
  expect([new Set(backups.map(({ what }) => what)), stored(desk).length, await idsOf(desk)]).toEqual([
    new Set(['erased']),
    1,
    {},
  ])
})
