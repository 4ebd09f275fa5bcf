import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import type { Shape } from '../../shared/model/shape.ts'
import { alphaOf, type Look, widthOf } from './look.ts'
import { HALO, type Pen } from './paint-shapes.ts'

type Skeleton = Extract<Shape, { kind: 'skeleton' }>

type Options = {
  /** Joints that belong together, by name. */
  readonly edges: readonly (readonly [string, string])[]
  /** Joints say their name: of the skeleton that is selected. */
  readonly named: boolean
}

const NAME_FONT = '500 10px "Inter Variable", system-ui, sans-serif'

/** Edges between the joints that are there; a joint that is seen is a disc, one that is hidden a ring. */
export const paintSkeleton = (pen: Pen, view: View, shape: Skeleton, look: Look, { edges, named }: Options): void => {
  const joints = new Map(
    shape.joints
      .filter(({ visibility }) => visibility > 0)
      .map((joint) => [joint.name, { ...joint, at: toStage(view, [joint.x, joint.y]) }]),
  )
  const width = widthOf(look, named)
  pen.globalAlpha = alphaOf(look)
  pen.beginPath()
  for (const [from, to] of edges) {
    const [a, b] = [joints.get(from), joints.get(to)]
    if (!a || !b) continue
    pen.moveTo(...a.at)
    pen.lineTo(...b.at)
  }
  pen.lineWidth = width + 2
  pen.strokeStyle = HALO
  pen.stroke()
  pen.lineWidth = width
  pen.strokeStyle = look.style.line
  pen.stroke()
  for (const { at, visibility } of joints.values()) {
    pen.beginPath()
    pen.arc(...at, 4, 0, 2 * Math.PI)
    pen.lineWidth = 4
    pen.strokeStyle = HALO
    pen.stroke()
    pen.fillStyle = visibility === 2 ? look.style.line : 'rgb(0 0 0 / 0.7)'
    pen.fill()
    pen.lineWidth = 1.75
    pen.strokeStyle = look.style.line
    pen.stroke()
  }
  if (named) paintNames(pen, [...joints.values()])
  pen.globalAlpha = 1
}

const paintNames = (pen: Pen, joints: readonly { readonly name: string; readonly at: readonly [number, number] }[]) => {
  pen.font = NAME_FONT
  pen.textBaseline = 'middle'
  for (const { name, at } of joints) {
    pen.lineWidth = 3
    pen.strokeStyle = 'rgb(0 0 0 / 0.8)'
    pen.strokeText(name, at[0] + 8, at[1])
    pen.fillStyle = '#fff'
    pen.fillText(name, at[0] + 8, at[1])
  }
}
