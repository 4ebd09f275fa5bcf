import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { z } from 'zod'
import { orientPixels, storedRect } from '../../shared/domain/geometry/orientation.ts'
import { ExportFormat } from '../../shared/model/format.ts'
import type { Desk } from './desk.ts'
import { queried } from './duckdb.ts'
import { ramp } from './image-files.ts'
import { fileWith, importing, nativeFile } from './importing.ts'

const UPRIGHT = { width: 120, height: 80 }
const BOX = { x: 70, y: 10, w: 24, h: 30 }
/** JPEG loses up to this much of a tone, averaged over a box. */
const MOST_OFF = 4

const ENCODERS: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  jpg: (image) => image.jpeg({ quality: 98, chromaSubsampling: '4:4:4' }),
  png: (image) => image.png(),
  webp: (image) => image.webp({ lossless: true }),
  tif: (image) => image.tiff({ compression: 'lzw' }),
}
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** The stored form of an upright picture under an orientation. A quarter to the left undoes one to the right. */
const storedAs = (orientation: number) => {
  const inverse = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation
  const [width, height] = orientation >= 5 ? [UPRIGHT.height, UPRIGHT.width] : [UPRIGHT.width, UPRIGHT.height]
  return { data: orientPixels(ramp(UPRIGHT.width, UPRIGHT.height), UPRIGHT, 3, inverse), width, height }
}

/** The mean tones of a rectangle of an image as it is looked at. */
const toneOf = async (image: Sharp, [left, top, width, height]: readonly number[]): Promise<readonly number[]> => {
  const upright = await image.autoOrient().toColourspace('srgb').removeAlpha().png().toBuffer()
  const part = { left: left ?? 0, top: top ?? 0, width: width ?? 0, height: height ?? 0 }
  const { channels } = await sharp(await sharp(upright).extract(part).png().toBuffer()).stats()
  return channels.map(({ mean }) => mean)
}

const Coco = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
  annotations: z.array(z.object({ image_id: z.number(), bbox: z.array(z.number()) })),
})
const Native = z.object({
  image: z.string(),
  truth: z.object({ objects: z.array(z.object({ box: z.array(z.number()) })) }),
})

type Exported = { readonly image: string | Buffer; readonly box: readonly number[] }

const Labelme = z.object({ imagePath: z.string(), shapes: z.array(z.object({ points: z.array(z.array(z.number())) })) })

const boxOfEdges = ([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): readonly number[] => [
  left,
  top,
  right - left,
  bottom - top,
]

const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

/** Around the pixels that are not black. */
const litBounds = async (file: string): Promise<readonly number[]> => {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [xs, ys]: [number[], number[]] = [[], []]
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === 0) continue
    const pixel = Math.floor(at / info.channels)
    xs.push(pixel % info.width)
    ys.push(Math.floor(pixel / info.width))
  }
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1]
}

const LabelStudio = z.object({
  data: z.object({ image: z.string() }),
  annotations: z.array(
    z.object({
      result: z.array(
        z.object({ value: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }) }),
      ),
    }),
  ),
})
const Span = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const Prodigy = z.object({ image: z.string(), spans: z.array(Span) })

/** A line of YOLO: a class, then a box by its centre and size, or an outline, in shares of the image. */
const yoloBox = (line: string): readonly number[] => {
  const [, ...shares] = line.split(' ').map(Number)
  const pixels = shares.map((share, at) => share * (at % 2 === 0 ? UPRIGHT.width : UPRIGHT.height))
  const [cx = 0, cy = 0, w = 0, h = 0] = pixels
  if (pixels.length === 4) return [cx - w / 2, cy - h / 2, w, h].map((at) => Math.round(at))
  const [xs, ys] = [0, 1].map((side) => pixels.filter((_, at) => at % 2 === side))
  const [left, top] = [Math.min(...(xs ?? [])), Math.min(...(ys ?? []))]
  return [left, top, Math.max(...(xs ?? [])) - left, Math.max(...(ys ?? [])) - top].map((at) => Math.round(at))
}

const yoloBoxes = (batch: string): readonly Exported[] =>
  readFileSync(join(batch, 'images.txt'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((image) =>
      readFileSync(join(batch, image.replace('images', 'labels').replace(/\.[^.]+$/, '.txt')), 'utf8')
        .trim()
        .split('\n')
        .map((line) => ({ image: join(batch, image), box: yoloBox(line) })),
    )

/** How each exporter of images is read by somebody who knows nothing of the desk: an image's file, and its box. */
const READERS: Readonly<
  Record<string, (batch: string, photos: string) => readonly Exported[] | Promise<readonly Exported[]>>
> = {
  cvat: (batch) =>
    readFileSync(join(batch, 'annotations.xml'), 'utf8')
      .split('<image ')
      .slice(1)
      .map((image) => {
        const of = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(image)?.[1] ?? ''
        const edges = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => Number(of(name)))
        return { image: join(batch, 'images', of('name')), box: boxOfEdges(edges) }
      }),
  labelme: (batch) =>
    filesIn(join(batch, 'labelme'), '.json').map((file) => {
      const { imagePath, shapes } = Labelme.parse(JSON.parse(readFileSync(file, 'utf8')))
      return { image: join(batch, 'labelme', imagePath), box: boxOfEdges(shapes[0]?.points.flat() ?? []) }
    }),
  masks: (batch) =>
    Promise.all(
      readFileSync(join(batch, 'images.txt'), 'utf8')
        .trim()
        .split('\n')
        .map(async (image) => {
          const mask = join(batch, 'SegmentationObject', image.replace(/\.[^.]+$/, '.png'))
          return { image: join(batch, 'JPEGImages', image), box: await litBounds(mask) }
        }),
    ),
  'masks-objects': (batch) =>
    Promise.all(
      readFileSync(join(batch, 'objects.csv'), 'utf8')
        .trim()
        .split('\r\n')
        .slice(1)
        .map(async (row) => {
          const [image = '', mask = ''] = row.split(',')
          return { image: join(batch, 'JPEGImages', image), box: await litBounds(join(batch, mask)) }
        }),
    ),
  parquet: async (batch) => {
    const path = join(batch, 'train-00000-of-00001.parquet')
    const rows = await queried(`SELECT hex(image.bytes) AS bytes, objects[1].bbox AS box FROM '${path}'`)
    return z
      .array(z.object({ bytes: z.string(), box: z.array(z.number()) }))
      .parse(rows)
      .map(({ bytes, box }) => ({ image: Buffer.from(bytes, 'hex'), box }))
  },
  voc: (batch) =>
    filesIn(join(batch, 'Annotations'), '.xml').map((file) => {
      const text = readFileSync(file, 'utf8')
      const of = (name: string): string => new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1] ?? ''
      const edges = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => Number(of(name)))
      return { image: join(batch, 'JPEGImages', of('filename')), box: boxOfEdges(edges) }
    }),
  coco: (batch) => {
    const { images, annotations } = Coco.parse(JSON.parse(readFileSync(join(batch, 'instances.json'), 'utf8')))
    return annotations.flatMap(({ image_id, bbox }) => {
      const image = images.find(({ id }) => id === image_id)
      return image ? [{ image: join(batch, 'images', image.file_name), box: bbox }] : []
    })
  },
  'label-studio': (batch) =>
    z
      .array(LabelStudio)
      .parse(JSON.parse(readFileSync(join(batch, 'tasks.json'), 'utf8')))
      .map(({ data, annotations }) => {
        const { x = 0, y = 0, width = 0, height = 0 } = annotations[0]?.result[0]?.value ?? {}
        const box = [x * UPRIGHT.width, y * UPRIGHT.height, width * UPRIGHT.width, height * UPRIGHT.height]
        const image = new URL(data.image, 'http://localhost').searchParams.get('d') ?? ''
        return { image: join(batch, image), box: box.map((at) => Math.round(at / 100)) }
      }),
  prodigy: (batch) =>
    readFileSync(join(batch, 'tasks.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { image, spans } = Prodigy.parse(JSON.parse(line))
        const [{ x, y, width, height } = { x: 0, y: 0, width: 0, height: 0 }] = spans
        return { image: join(batch, 'images', image), box: [x, y, width, height] }
      }),
  'yolo-detect': yoloBoxes,
  'yolo-obb': yoloBoxes,
  'yolo-pose': yoloBoxes,
  'yolo-segment': yoloBoxes,
  native: (batch, photos) =>
    readFileSync(join(batch, 'reviews.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const record = line === '' ? null : Native.safeParse(JSON.parse(line))
        if (!record?.success) return []
        const { image, truth } = record.data
        return truth.objects.map(({ box }) => ({ image: join(photos, image), box }))
      }),
}

/**
 * Imports one picture under all eight orientations in every format that has them, its box in oriented and (where the file
 * declares the stored size) in stored coordinates, exports it in every format that has images, and counts by exporter how
 * often a box of the export lies on other pixels than it should.
 */
export const exifMismatches = async (desk: Desk): Promise<Readonly<Record<string, { of: number; wrong: number }>>> => {
  const rows: object[] = []
  for (const [ending, encode] of Object.entries(ENCODERS))
    for (const orientation of ORIENTATIONS) {
      const { data, width, height } = storedAs(orientation)
      const name = `${orientation}.${ending}`
      const raw = sharp(data, { raw: { width, height, channels: 3 } })
      fileWith(desk, `photos/${name}`, await encode(raw.withMetadata({ orientation })).toBuffer())
      const { x, y, w, h } = BOX
      const row = (key: string, size: readonly number[], box: readonly number[]) => ({
        key: `${name} ${key}`,
        kind: 'image',
        image: name,
        size,
        truth: { objects: [{ label: 'thing', box }] },
      })
      rows.push(row('oriented', [UPRIGHT.width, UPRIGHT.height], [x, y, w, h]))
      if (orientation < 5) continue
      const at = storedRect(BOX, { width, height }, orientation)
      rows.push(row('stored', [width, height], [at.x, at.y, at.w, at.h]))
    }
  const photos = join(desk.folder, 'photos')
  const images = [{ from: 'path', path: photos }] as const
  await importing(desk, { files: [nativeFile(desk, rows)], images: [...images], role: 'truth' })
  const upright = sharp(ramp(UPRIGHT.width, UPRIGHT.height), { raw: { ...UPRIGHT, channels: 3 } })
  const expected = await toneOf(upright, [BOX.x, BOX.y, BOX.w, BOX.h])
  const counts: Record<string, { of: number; wrong: number }> = {}
  for (const [format, read] of Object.entries(READERS)) {
    const to = join(desk.folder, `batch-${format}`)
    const job = await desk.work('export.start', { format: ExportFormat.parse(format), to, images: 'copy' })
    if (job.state !== 'done') throw new Error(`${format}: ${job.error?.message}`)
    const exported = await read(to, photos)
    let wrong = rows.length - exported.length
    for (const { image, box } of exported) {
      const tone = await toneOf(sharp(image), box)
      if (tone.some((value, at) => Math.abs(value - (expected[at] ?? -1)) > MOST_OFF)) wrong += 1
    }
    counts[format] = { of: rows.length, wrong }
  }
  return counts
}
