import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { rampImage } from '../helpers/image-files.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0
const EVALUATOR = fileURLToPath(new URL('../helpers/coco-evaluator.py', import.meta.url))

const evaluated = (...args: readonly string[]): unknown => {
  const { status, stdout, stderr } = spawnSync('python3', [EVALUATOR, ...args], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

const Instances = z.looseObject({
  annotations: z.array(z.looseObject({ area: z.number(), bbox: z.array(z.number()), segmentation: z.unknown() })),
})
const readInstances = (path: string) => Instances.parse(JSON.parse(readFileSync(path, 'utf8')))

const exportedCoco = async (desk: Desk, name: string): Promise<string> => {
  const to = join(desk.folder, name)
  const job = await desk.work('export.start', { format: 'coco', to })
  expect(job.error).toBeUndefined()
  return join(to, 'instances.json')
}

test.skipIf(!hasNumpy)(
  'numpy finds the areas and bounds that COCO was written with, and its compressed run lengths read as the same pixels',
  async () => {
    await using desk = await temporaryDesk()
    const square = [
      [4, 4],
      [30, 4],
      [30, 26],
      [4, 26],
    ]
    const hole = [
      [10, 8],
      [20, 8],
      [20, 20.75],
      [10, 20.75],
    ]
    const objects = [
      { label: 'box', box: [1.5, 2.25, 10, 4] },
      { label: 'holed', polygon: [[square, hole]] },
      {
        label: 'parts',
        polygon: [
          [square],
          [
            [
              [31, 1],
              [39, 1],
              [35, 9],
            ],
          ],
        ],
      },
      { label: 'mask', mask: { width: 40, height: 30, counts: [100, 50, 31, 1, 1018] } },
      { label: 'round', ellipse: [20, 15, 8, 5, 30] },
      { label: 'turned', rotatedBox: [20, 15, 12, 6, 30] },
    ]
    fileWith(desk, 'photos/a.png', await rampImage(40, 30).png().toBuffer())
    const images = [{ from: 'path', path: join(desk.folder, 'photos') }] as const
    const file = nativeFile(desk, [{ key: 'a.png', kind: 'image', image: 'a.png', truth: { objects } }])
    await importing(desk, { files: [file], images: [...images], role: 'truth' })
    const path = await exportedCoco(desk, 'batch')
    const instances = readInstances(path)
    const near = (value: number) => expect.closeTo(value, 9)
    const Measured = z.array(z.object({ area: z.number(), bbox: z.array(z.number()), packed: z.string().optional() }))
    const measured = Measured.parse(evaluated('areas', path))
    expect(measured.map(({ area, bbox }) => ({ area, bbox }))).toEqual(
      instances.annotations.map(({ area, bbox }) => ({ area: near(area), bbox: bbox.map(near) })),
    )
    // 26 × 22 less 10 × 13 rows of centres.
    expect(measured.map(({ area }) => Math.round(area)).slice(0, 4)).toEqual([40, 442, 604, 51])

    const packed = {
      ...instances,
      annotations: instances.annotations.map((annotation, index) => {
        const counts = measured[index]?.packed
        return counts === undefined ? annotation : { ...annotation, segmentation: { size: [30, 40], counts } }
      }),
    }
    await using other = await temporaryDesk()
    const given = fileWith(other, 'packed.json', JSON.stringify(packed))
    expect((await importing(other, { files: [given], images: [...images], role: 'truth' })).counts).toMatchObject({
      truthsAdded: 1,
      setAside: 0,
    })
    const same = ({ annotations }: z.infer<typeof Instances>) => annotations.map(({ segmentation }) => segmentation)
    expect(same(readInstances(await exportedCoco(other, 'back')))).toEqual(same(instances))
  },
)

test.skipIf(!hasNumpy || !hasRealdata)(
  'an evaluator finds the same precision of real detections against the exported truth as against the one that came in',
  async () => {
    await using desk = await temporaryDesk()
    const folder = join(REALDATA, 'voc-detections')
    const [truth, results] = [join(folder, 'instances.json'), join(folder, 'detections.json')]
    await importing(desk, {
      files: [{ from: 'path', path: truth }],
      images: [{ from: 'path', path: join(folder, 'images') }],
      role: 'truth',
    })
    const path = await exportedCoco(desk, 'batch')
    const before = z.record(z.string(), z.number()).parse(evaluated('precision', truth, results, truth))
    expect(evaluated('precision', path, results, truth)).toEqual(before)
    expect(Object.values(before).filter((value) => value > 0).length).toBeGreaterThan(5)
  },
)
