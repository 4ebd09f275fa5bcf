import { expect, test } from 'vitest'
import { temporaryDesk } from '../helpers/desk.ts'
import { exifMismatches } from '../helpers/exif-crops.ts'

test('under all eight orientations every exporter puts the box on the same pixels', { timeout: 180_000 }, async () => {
  await using desk = await temporaryDesk()
  expect(await exifMismatches(desk)).toEqual({
    coco: { of: 48, wrong: 0 },
    cvat: { of: 48, wrong: 0 },
    'label-studio': { of: 48, wrong: 0 },
    labelme: { of: 48, wrong: 0 },
    masks: { of: 48, wrong: 0 },
    'masks-objects': { of: 48, wrong: 0 },
    native: { of: 48, wrong: 0 },
    parquet: { of: 48, wrong: 0 },
    voc: { of: 48, wrong: 0 },
    prodigy: { of: 48, wrong: 0 },
    'yolo-detect': { of: 48, wrong: 0 },
    'yolo-obb': { of: 48, wrong: 0 },
    'yolo-pose': { of: 48, wrong: 0 },
    'yolo-segment': { of: 48, wrong: 0 },
  })
})
