import { LABELME_FOLDER, readLabelme } from '../../../shared/domain/formats/labelme-read.ts'
import { labelmeAnnotations, labelmeText } from '../../../shared/domain/formats/labelme-write.ts'
import { sameAnnotations } from '../../../shared/domain/formats/same-annotations.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { png } from '../files/png.ts'
import { createComparison, type FormatWork } from './export-format.ts'
import { comparePerImage, type PerImage, writePerImage } from './export-per-image.ts'

const FOLDER = `${LABELME_FOLDER}/`

const FORMAT: PerImage = {
  labels: FOLDER,
  ending: '.json',
  images: FOLDER,
  text: ({ item, image, fileName }) =>
    labelmeText(item.review.annotations, fileName.split('/').at(-1) ?? fileName, image, png),
  same: (text, { item, image, fileName }) => {
    const reads = readLabelme(text, `${FOLDER}${fileName}`, 'truth', png)
    const row = reads[0]?.is === 'row' ? reads[0].row : null
    const { width, height } = image
    return (
      reads.length === 1 &&
      sameJson(row?.case.image, { name: fileName, width, height }) &&
      sameAnnotations(row?.truth?.annotations ?? [], labelmeAnnotations(item.review.annotations, image))
    )
  },
}

/** labelme: one JSON file an image, beside it. */
export const labelme: FormatWork = {
  passes: 2,
  write: (context) => writePerImage(context, FORMAT),
  readBack: async (context) => {
    const comparison = createComparison()
    await comparePerImage(context, FORMAT, comparison)
    return comparison.result()
  },
}
