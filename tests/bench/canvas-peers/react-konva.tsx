import { type ReactNode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Image, Layer, Line, Rect, Stage } from 'react-konva'
import { colorOf, fitted, type Peer, type PeerShape, type PeerTask, zoomed } from './peer.ts'

const Shape = ({ shape, draggable }: { readonly shape: PeerShape; readonly draggable: boolean }): ReactNode => {
  const [a = [0, 0], b = [0, 0]] = shape.points
  const look = { stroke: colorOf(shape.label), strokeWidth: 1.25, strokeScaleEnabled: false, draggable } as const
  return shape.kind === 'box' ? (
    <Rect x={a[0]} y={a[1]} width={b[0] - a[0]} height={b[1] - a[1]} {...look} fill="rgb(0 0 0 / 0)" />
  ) : (
    <Line points={shape.points.flat()} closed {...look} fill="rgb(0 0 0 / 0)" />
  )
}

const Board = ({ stage, task }: { readonly stage: HTMLElement; readonly task: PeerTask }): ReactNode => {
  const [view, setView] = useState(() => fitted(stage, task.width, task.height))
  const place = { x: view.x, y: view.y, scaleX: view.scale, scaleY: view.scale, listening: true } as const
  return (
    <Stage
      width={stage.clientWidth}
      height={stage.clientHeight}
      onWheel={(event) => setView((now) => zoomed(now, event.evt, stage))}
    >
      <Layer {...place}>
        <Image image={task.photo} width={task.width} height={task.height} />
      </Layer>
      <Layer {...place}>
        {task.shapes.map((shape, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes never change their order.
          <Shape key={i} shape={shape} draggable={i === task.dragged} />
        ))}
      </Layer>
    </Stage>
  )
}

/** react-konva as its documentation shows it: one node a shape. */
export const reactKonva: Peer = (stage, task) => createRoot(stage).render(<Board stage={stage} task={task} />)
