import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { built, itemsOf } from '../helpers/datasets.ts'
import { hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'

const PHOTOS = join(REALDATA, 'voc-detections', 'images')

/** Copies of a photo that show the same: compressed hard, made small as PNG, turned with an EXIF mark that turns it back. */
const copies = async (path: string): Promise<Readonly<Record<string, Buffer>>> => ({
  'again.jpg': await sharp(path).jpeg({ quality: 30 }).toBuffer(),
  'small.png': await sharp(path).resize({ width: 160 }).png().toBuffer(),
  'turned.jpg': await sharp(path).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer(),
})

test.skipIf(!hasRealdata)(
  'copies of a photo stay in its split, alone or among the pages of a case (real data absent: skipped)',
  async () => {
    await using desk = await temporaryDesk()
    const photos = readdirSync(PHOTOS).slice(0, 16)
    const rows: object[] = []
    const said = (nr: number) => ({ truth: { class: nr % 2 ? 'indoors' : 'outdoors' } })
    for (const [nr, photo] of photos.entries()) {
      rows.push({ key: photo, image: photo, ...said(nr) })
      if (nr >= 6) continue
      for (const [name, bytes] of Object.entries(await copies(join(PHOTOS, photo)))) {
        fileWith(desk, `images/${nr}-${name}`, bytes)
        rows.push({ key: `${photo} ${name}`, image: `${nr}-${name}`, ...said(nr) })
      }
    }
    rows.push({ key: 'both', kind: 'document', pages: [{ image: photos[14] }, { image: '5-small.png' }], ...said(1) })
    const images = [PHOTOS, join(desk.folder, 'images')].map((path) => ({ from: 'path' as const, path }))
    await importing(desk, { files: [nativeFile(desk, rows)], images, role: 'truth', as: 'gold' })
    await desk.idle()

    const splits = ['a', 'b', 'c', 'd'].map((name) => ({ name, share: 0.25 }))
    const { counts } = await built(desk, { name: 'photos', splits })
    expect(counts).toMatchObject({ cases: rows.length, nearDuplicates: 6, notCompared: 0 })
    const splitOf = new Map((await itemsOf(desk, 'photos@1')).map(({ key, split }) => [key, split]))
    for (const photo of photos.slice(0, 6)) {
      const own = [...splitOf].filter(([key]) => key.startsWith(photo)).map(([, split]) => split)
      expect([own.length, new Set(own).size]).toEqual([4, 1])
    }
    expect([splitOf.get(photos[14] ?? ''), splitOf.get(photos[5] ?? '')]).toEqual(Array(2).fill(splitOf.get('both')))

    const apart = await built(desk, { name: 'apart', splits, nearDuplicates: { text: null, image: null } })
    expect(apart.counts.nearDuplicates).toBe(0)
  },
)
