import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Size } from '../geometry/box.ts'
import type { CocoCategory } from './coco-categories.ts'
import { outline } from './coco-write.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { singleImage, tallyObject, tallySingleImage } from './image-losses.ts'
import { type YoloObject, type YoloTask, yoloImage } from './yolo-shape.ts'

const CARRIED = { attributes: false, marks: new Set<string>(), group: false, z: false } as const

/** Says what YOLO loses of a case; false where it has no place for it at all. */
export const tallyYolo = (item: ExportItem, task: YoloTask, tally: LossTally): boolean => {
  const image = singleImage(item)
  if (!tallySingleImage(item, tally) || image === null) return false
  for (const annotation of item.review.annotations) tallyObject(annotation, item.case.key, tally, CARRIED)
  for (const loss of yoloImage(item.review.annotations, image, task).losses) tally.add(loss, item.case.key)
  return true
}

/** How many keypoints every object of the data set has: YOLO knows one number for all classes. */
const keypointsOf = (classes: readonly CocoCategory[]): number =>
  classes.reduce((most, { keypoints }) => Math.max(most, keypoints.length), 0)

/** What YAML readers (1.1 as well as 1.2) take for line ends or refuse, beside what JSON escapes already. */
const NOT_PLAIN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/** Quoted, so that no reader takes a name for something else: to PyYAML, which trainers use, a bare `no` is false. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(NOT_PLAIN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** data.yaml. Classes are numbered from 0 by their place in the list. */
export const yoloData = (classes: readonly CocoCategory[], task: YoloTask, batch: string): string => {
  const points = task === 'pose' ? keypointsOf(classes) : 0
  const numbered = (value: (one: CocoCategory) => string) => classes.map((one, index) => `  ${index}: ${value(one)}`)
  return [
    `# Reviewed with Second Look, batch ${batch}`,
    ...['path: .', 'train: images.txt', 'val: images.txt', `task: ${task}`],
    ...(classes.length > 0 ? ['names:', ...numbered(({ name }) => quoted(name))] : ['names: {}']),
    ...(points > 0
      ? [
          `kpt_shape: [${points}, 3]`,
          'kpt_names:',
          ...numbered(({ keypoints }) => `[${keypoints.map(quoted).join(', ')}]`),
        ]
      : []),
    '',
  ].join('\n')
}

const placeOf = (shape: YoloObject['shape'], { width, height }: Size): readonly number[] => {
  switch (shape.kind) {
    case 'box':
      return [(shape.x + shape.w / 2) / width, (shape.y + shape.h / 2) / height, shape.w / width, shape.h / height]
    case 'rotated-box':
      return outline(shape).flatMap(([x, y]) => [x / width, y / height])
    case 'polygon':
      return (shape.parts[0]?.[0] ?? []).flatMap(([x, y]) => [x / width, y / height])
  }
}

/** One line an object: the class's number, then its place in shares of the oriented image's width and height. */
export const yoloLabels = (
  objects: readonly YoloObject[],
  size: Size,
  classes: readonly CocoCategory[],
  task: YoloTask,
): string => {
  const numbers = new Map(classes.map(({ name }, index) => [name, index]))
  const points = task === 'pose' ? keypointsOf(classes) : 0
  return objects
    .map(({ label, shape, joints }) => {
      const number = numbers.get(label) ?? 0
      const byName = new Map(joints.map((joint) => [joint.name, joint]))
      const names = classes[number]?.keypoints ?? []
      const keypoints = Array.from({ length: points }, (_, index) => {
        const joint = byName.get(names[index] ?? '')
        return joint === undefined ? [0, 0, 0] : [joint.x / size.width, joint.y / size.height, joint.visibility]
      })
      return `${[number, ...placeOf(shape, size), ...keypoints.flat()].join(' ')}\n`
    })
    .join('')
}

/** The annotations that a reader makes of these objects. */
export const yoloAnnotations = (
  objects: readonly YoloObject[],
  classes: readonly CocoCategory[],
): readonly Annotation[] => {
  const byName = new Map(classes.map((each) => [each.name, each]))
  return objects.flatMap(({ label, shape, joints }, index): readonly Annotation[] => {
    const id = `o${index + 1}`
    const known = new Map(joints.map((joint) => [joint.name, joint]))
    const all = (byName.get(label)?.keypoints ?? []).map((name) => ({
      ...(known.get(name) ?? { x: 0, y: 0, visibility: 0 }),
      name,
    }))
    const place = {
      id: AnnotationId.parse(id),
      label,
      shape,
      attributes: {},
      ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
    }
    return all.some(({ visibility }) => visibility > 0)
      ? [
          place,
          {
            id: AnnotationId.parse(`${id}-keypoints`),
            label,
            shape: { kind: 'skeleton', joints: all },
            attributes: {},
          },
        ]
      : [place]
  })
}
