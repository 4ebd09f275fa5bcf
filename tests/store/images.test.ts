import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { Sha256 } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { deepGrey, pagedTiff, rampBmp, rampImage } from '../helpers/image-files.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'

const hashOf = (bytes: Uint8Array) => Sha256.parse(createHash('sha256').update(bytes).digest('hex'))

/** Imports a folder of these files; answers the cases' images by name, and what was set aside. */
const importFolder = async (desk: Desk, files: Readonly<Record<string, Uint8Array>>) => {
  mkdirSync(join(desk.folder, 'photos'))
  for (const [name, bytes] of Object.entries(files)) fileWith(desk, `photos/${name}`, bytes)
  const report = await importing(desk, { files: [{ from: 'path', path: join(desk.folder, 'photos') }] })
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 100 })
  const opened = await Promise.all(rows.map(({ caseId }) => desk.call('review.open', { caseId })))
  const images = Object.fromEntries(
    opened.flatMap(({ case: { content } }) => {
      if (!content.image) return []
      const { name, sha256: _, ...image } = content.image
      return [[name, image]]
    }),
  )
  return { images, rejects: report.rejects.map(({ file, reason, message }) => [file, reason, message]) }
}

/** A rendition's pixels, as raw bytes of three channels. */
const shown = async (desk: Desk, bytes: Uint8Array, name: string) => {
  const file = await desk.backend.rendition(hashOf(bytes), name)
  if (!file) return null
  return sharp(file.path).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
}

test('every kind of image file is taken, whatever its name ends with, with the size it is looked at in', async () => {
  await using desk = await temporaryDesk()
  const make = () => rampImage(60, 40)
  const { images, rejects } = await importFolder(desk, {
    'a.jpg': await make().jpeg().toBuffer(),
    'b.png': await make().png().toBuffer(),
    'c.webp': await make().webp().toBuffer(),
    'd.tif': await make().tiff().toBuffer(),
    'e.bmp': rampBmp(60, 40),
    'f.avif': await make().avif({ quality: 90 }).toBuffer(),
    'g.gif': await make().gif().toBuffer(),
    'h.png': await deepGrey(60, 40, (x, y) => x * 1000 + y, 'png'),
    'i.tiff': await deepGrey(60, 40, (x, y) => x * 1000 + y),
    'j.tiff': pagedTiff([
      { width: 60, height: 40, grey: 10 },
      { width: 20, height: 30, grey: 200 },
    ]),
    'k.jpg': await make().png().toBuffer(),
    'l.png': await make().withMetadata({ orientation: 6 }).png().toBuffer(),
    'm.jpg': await make().toColourspace('cmyk').jpeg().toBuffer(),
    'n.png': await make().png({ palette: true, colours: 16 }).toBuffer(),
    'o.jpg': await make().withIccProfile('p3').jpeg().toBuffer(),
    'p.png': await sharp({ create: { width: 1, height: 1, channels: 4, background: '#0000' } })
      .png()
      .toBuffer(),
  })
  const plain = { width: 60, height: 40 }
  expect({ images, rejects }).toEqual({
    images: {
      'a.jpg': plain,
      'b.png': plain,
      'c.webp': plain,
      'd.tif': { ...plain, media: 'tiff' },
      'e.bmp': plain,
      'f.avif': plain,
      'g.gif': plain,
      'h.png': { ...plain, bits: 16 },
      'i.tiff': { ...plain, media: 'tiff', bits: 16 },
      'j.tiff': { ...plain, media: 'tiff', pages: 2 },
      'k.jpg': plain,
      'l.png': { width: 40, height: 60 },
      'm.jpg': plain,
      'n.png': plain,
      'o.jpg': plain,
      'p.png': { width: 1, height: 1 },
    },
    rejects: [],
  })
})

test('what is no whole image is set aside in words, and leaves nothing behind', async () => {
  await using desk = await temporaryDesk()
  const jpeg = await rampImage(200, 150).jpeg().toBuffer()
  const tiff = await rampImage(200, 150).tiff({ compression: 'none' }).toBuffer()
  // A header that claims 60,000 × 60,000 pixels over a few bytes.
  const bomb = Buffer.from(await rampImage(8, 8).png().toBuffer())
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  const hugeBmp = Buffer.from(rampBmp(8, 8))
  hugeBmp.writeInt32LE(50_000, 18)
  hugeBmp.writeInt32LE(50_000, 22)
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
  const { images, rejects } = await importFolder(desk, {
    'a-cut.jpg': jpeg.subarray(0, jpeg.length / 2),
    'b-cut.tif': tiff.subarray(0, tiff.length / 2),
    'c-cut.bmp': rampBmp(20, 20).subarray(0, 300),
    'd-empty.png': Buffer.alloc(0),
    'e-text.png': Buffer.from('not an image'),
    'f-drawing.png': Buffer.from(svg),
    'g-bomb.png': bomb,
    'h-huge.bmp': hugeBmp,
  })
  expect({ images, rejects }).toEqual({
    images: {},
    rejects: [
      ['a-cut.jpg', 'broken-image', 'a-cut.jpg is damaged or cut short.'],
      ['b-cut.tif', 'broken-image', 'b-cut.tif is damaged or cut short.'],
      ['c-cut.bmp', 'broken-image', 'c-cut.bmp is damaged or cut short.'],
      ['d-empty.png', 'broken-image', 'd-empty.png is empty.'],
      ['e-text.png', 'unsupported-image', 'e-text.png is not an image the desk can show.'],
      ['f-drawing.png', 'unsupported-image', 'f-drawing.png is not an image the desk can show.'],
      ['g-bomb.png', 'image-too-large', 'g-bomb.png has 60000 × 60000 pixels; 400 million are the most.'],
      ['h-huge.bmp', 'image-too-large', 'h-huge.bmp has 50000 × 50000 pixels; 100 million are the most in a BMP file.'],
    ],
  })
  expect(readdirSync(join(desk.path, 'assets'))).toEqual([])
})

test('a drawing (SVG) is never taken for an image, whatever it is called', async () => {
  await using desk = await temporaryDesk()
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
  for (const name of ['a.jpg', 'a.tiff']) fileWith(desk, name, svg)
  const report = await importing(desk, {
    files: [nativeFile(desk, [{ image: 'a.jpg' }, { image: 'a.tiff' }, { image: 'a.svg' }])],
  })
  expect(report.rejects.map(({ reason }) => reason)).toEqual([
    'unsupported-image',
    'unsupported-image',
    'missing-image',
  ])
})

test('renditions show what a browser cannot, turned as EXIF says, and leave the file as it is', async () => {
  await using desk = await temporaryDesk()
  const tiff = await rampImage(60, 40).withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toBuffer()
  const pages = pagedTiff([
    { width: 60, height: 40, grey: 10 },
    { width: 20, height: 30, grey: 200 },
  ])
  const jpeg = await rampImage(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  await importFolder(desk, { 'a.tif': tiff, 'b.tif': pages, 'c.jpg': jpeg })

  const expected = await sharp(tiff).autoOrient().raw().toBuffer({ resolveWithObject: true })
  const view = await shown(desk, tiff, 'view-0')
  expect([view?.info.width, view?.info.height, view?.data.equals(expected.data)]).toEqual([40, 60, true])
  const second = await shown(desk, pages, 'view-1')
  expect([second?.info.width, second?.info.height, second?.data[0]]).toEqual([20, 30, 200])
  expect([await shown(desk, pages, 'view-2'), await shown(desk, pages, 'tile-0-0-9-9')]).toEqual([null, null])
  // A browser turns a JPEG by itself: it gets the very file.
  const whole = await desk.backend.rendition(hashOf(jpeg), 'view-0')
  expect(readFileSync(whole?.path ?? '').equals(jpeg)).toBe(true)
  expect(await desk.call('image.about', { sha256: hashOf(pages), page: 1 })).toEqual({
    pages: [
      { width: 60, height: 40 },
      { width: 20, height: 30 },
    ],
    bits: 8,
    channels: 1,
    window: null,
    tiles: null,
  })
  // What was made can go at any time.
  rmSync(join(desk.path, 'derived'), { recursive: true })
  expect((await shown(desk, tiff, 'view-0'))?.data.equals(expected.data)).toBe(true)
  expect(existsSync(join(desk.path, 'derived'))).toBe(true)
})

test('tiles of a 16-bit image are its very numbers, for all eight orientations', async () => {
  await using desk = await temporaryDesk()
  const number = (x: number, y: number): number => (x * 40 + y * 7) % 65_536
  const stored = await deepGrey(700, 530, number)
  const turned = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) =>
      sharp(stored).toColourspace('grey16').withMetadata({ orientation }).tiff({ compression: 'lzw' }).toBuffer(),
    ),
  )
  await importFolder(desk, Object.fromEntries(turned.map((bytes, at) => [`${at + 1}.tiff`, bytes])))
  for (const bytes of turned) {
    // sharp writes an orientation together with a colour profile, and then three channels.
    const { data, info } = await sharp(bytes, { ignoreIcc: true })
      .autoOrient()
      .toColourspace('rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true })
    const [w, h] = [info.width - 512, Math.min(512, info.height)]
    const row = (y: number) => data.subarray((y * info.width + 512) * 6, (y * info.width + info.width) * 6)
    const file = await desk.backend.rendition(hashOf(bytes), 'tile-0-0-1-0')
    const tile = readFileSync(file?.path ?? '')
    expect(tile.equals(Buffer.concat(Array.from({ length: h }, (_, y) => row(y))))).toBe(true)
    expect(tile.length).toBe(w * h * 6)
  }
})
