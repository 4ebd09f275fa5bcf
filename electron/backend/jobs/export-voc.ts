import { sameAnnotations } from '../../../shared/domain/formats/same-annotations.ts'
import { readVoc } from '../../../shared/domain/formats/voc-read.ts'
import { vocAnnotations, vocText } from '../../../shared/domain/formats/voc-write.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { createComparison, type FormatWork } from './export-format.ts'
import { comparePerImage, type PerImage, writePerImage } from './export-per-image.ts'

const FORMAT: PerImage = {
  labels: 'Annotations/',
  ending: '.xml',
  images: 'JPEGImages/',
  text: ({ item, image, fileName }) => vocText(item.review.annotations, fileName, image),
  same: (text, { item, image, fileName }) => {
    const reads = readVoc(text, fileName, 'truth')
    const row = reads[0]?.is === 'row' ? reads[0].row : null
    const { width, height } = image
    return (
      reads.length === 1 &&
      sameJson(row?.case.image, { name: fileName, width, height }) &&
      sameAnnotations(row?.truth?.annotations ?? [], vocAnnotations(item.review.annotations))
    )
  },
}

/** Pascal VOC: one XML file an image. */
export const voc: FormatWork = {
  passes: 2,
  write: (context) => writePerImage(context, FORMAT),
  readBack: async (context) => {
    const comparison = createComparison()
    await comparePerImage(context, FORMAT, comparison)
    return comparison.result()
  },
}
