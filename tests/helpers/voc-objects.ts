import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Annotation } from '../../shared/model/annotation.ts'
import { box } from './objects.ts'

const folder = '../shared/realdata/voc-detections'

const Boxed = z.object({
  image_id: z.number(),
  category_id: z.number(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  score: z.number().optional(),
})
type Boxed = z.infer<typeof Boxed>

type Image = { readonly predicted: readonly Annotation[]; readonly corrected: readonly Annotation[] }

function read(): readonly Image[] {
  const json = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  const detections = z.array(Boxed).parse(json('detections.json'))
  const { annotations } = z.object({ annotations: z.array(Boxed) }).parse(json('instances.json'))
  const images = new Set([...detections, ...annotations].map((row) => row.image_id))
  const objects = (rows: readonly Boxed[], image: number, prefix: string): Annotation[] =>
    rows
      .filter((row) => row.image_id === image)
      .map(({ category_id, bbox, score }, index) =>
        box(`${prefix}${index}`, `${category_id}`, bbox, score === undefined ? {} : { score }),
      )
  return [...images].map((image) => ({
    predicted: objects(detections, image, 'p'),
    corrected: objects(annotations, image, 'c'),
  }))
}

/** A real detector's boxes and a human's, image by image; null where the real data is not on this machine. */
export const voc: readonly Image[] | null = existsSync(folder) ? read() : null
