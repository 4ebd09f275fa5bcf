import { type ReactNode, useMemo } from 'react'
import { boundsOf } from '../../../../shared/domain/geometry/shape.ts'
import { takeTool } from '../../../../shared/domain/tools/interpret.ts'
import type { Draft } from '../../../../shared/domain/tools/tool.ts'
import { TOOLS, type ToolName } from '../../../../shared/domain/tools/tools.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Prediction } from '../../../../shared/model/prediction.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { setCursor } from '../../../app/status.ts'
import type { PaintedShape, Part } from '../../../canvas/paint-shapes.ts'
import { PhotoCanvas } from '../../../canvas/photo-canvas.tsx'
import type { Scene } from '../../../canvas/stage.ts'
import { scoreText } from '../../../ui/label-style.ts'
import { casePainted } from '../clockwork.ts'
import { styleOf } from '../labels/labels.ts'
import { objectRows } from '../objects/objects.ts'
import { confirmedIds, review, setReview, shown, useReview } from '../review-state.ts'
import { BrokenPhoto } from './broken-photo.tsx'
import { handInput, indexOf, isHandBusy, stageResized, zoomBy } from './hand.ts'
import { MaskCursor } from './mask-cursor.tsx'
import { MaskOptions } from './mask-options.tsx'
import { Toolbar } from './toolbar.tsx'

const painted = (annotation: Annotation, part: Part, selected: boolean, taxonomy: Taxonomy | null): PaintedShape => ({
  annotation,
  style: styleOf(taxonomy, annotation.label),
  part,
  selected,
  chip:
    part === 'was'
      ? null
      : {
          text:
            annotation.score === undefined ? annotation.label : `${annotation.label} ${scoreText(annotation.score)}`,
          score: annotation.score ?? null,
        },
})

/** Which corrected objects say something else than the prediction, and what the prediction said where it differs. */
const differences = (prediction: Prediction | null, annotations: readonly Annotation[]) => {
  const rows = objectRows(prediction, annotations)
  const changed = rows.filter((row) => row.state !== 'confirmed')
  return {
    yours: new Set(changed.flatMap((row) => row.now?.id ?? [])),
    was: changed.flatMap((row) => row.predicted ?? []),
    wasOf: new Map(changed.flatMap((row) => (row.predicted ? [[row.id, row.predicted] as const] : []))),
  }
}

type Parts = {
  readonly annotations: readonly Annotation[]
  readonly prediction: Prediction | null
  readonly confirmed: ReadonlySet<AnnotationId>
  readonly selection: readonly AnnotationId[]
  readonly hidden: ReadonlySet<AnnotationId>
  readonly moving: ReadonlySet<AnnotationId>
  readonly alone: boolean
  readonly beside: boolean
  readonly taxonomy: Taxonomy | null
}

const finishedShapes = (parts: Parts): readonly PaintedShape[] => {
  const { annotations, prediction, confirmed, selection, hidden, moving, alone, beside, taxonomy } = parts
  const { yours, was, wasOf } = differences(prediction, annotations)
  const visible = (id: AnnotationId): boolean => !hidden.has(id) && (!alone || selection.includes(id))
  const ghosts = beside ? was : selection.flatMap((id) => wasOf.get(id) ?? [])
  return [
    ...ghosts.map((annotation) => painted(annotation, 'was', false, taxonomy)),
    ...annotations
      .filter((annotation) => visible(annotation.id) && !moving.has(annotation.id))
      .map((annotation) => {
        const part = yours.has(annotation.id) || confirmed.has(annotation.id) ? 'yours' : 'predicted'
        return painted(annotation, part, selection.includes(annotation.id), taxonomy)
      }),
  ]
}

/** The objects that the draft stands for: painted as it shows them, not as they are. */
const idsInHand = (draft: Draft | null): readonly AnnotationId[] => {
  switch (draft?.kind) {
    case 'shapes':
      return draft.annotations.map((annotation) => annotation.id)
    case 'stroke':
      return draft.stroke.base ? [draft.stroke.base.id] : []
    case 'marquee':
    case undefined:
      return []
  }
}

const useScene = (): Scene => {
  const desk = useReview((state) => state.desk)
  const photo = useReview((state) => (state.photo.name === 'ready' ? state.photo.photo : null))
  const taxonomy = useReview((state) => state.taxonomy)
  const selection = useReview((state) => state.selection)
  const hidden = useReview((state) => state.hidden)
  const confirmed = useReview(confirmedIds)
  const alone = useReview((state) => state.alone)
  const beside = useReview((state) => state.beside)
  const veiled = useReview((state) => state.veiled)
  const draft = useReview((state) => state.hand.draft)

  const movingKey = idsInHand(draft).join(' ')
  const annotations = useMemo(() => shown({ desk, veiled }), [desk, veiled])
  const prediction = veiled ? null : (desk?.prediction ?? null)
  const shapes = useMemo(
    () =>
      finishedShapes({
        annotations,
        prediction,
        confirmed,
        selection,
        hidden,
        moving: new Set(movingKey.split(' ')) as ReadonlySet<string> as ReadonlySet<AnnotationId>,
        alone,
        beside,
        taxonomy,
      }),
    [annotations, prediction, confirmed, selection, hidden, movingKey, alone, beside, taxonomy],
  )
  const index = useMemo(() => indexOf(shapes.map((shape) => shape.annotation)), [shapes])
  return useMemo(() => {
    const drafted = draft?.kind === 'shapes' ? draft.annotations : []
    const live = drafted.map((annotation) => painted(annotation, 'yours', true, taxonomy))
    const [only, ...others] = selection
    const chosen = drafted[0] ?? annotations.find((annotation) => annotation.id === only)
    const handled = others.length === 0 && chosen?.shape.kind === 'box' && (drafted.length > 0 || only !== undefined)
    return {
      photo,
      shapes,
      index,
      live,
      handles: handled && chosen ? boundsOf(chosen.shape) : null,
      marquee: draft?.kind === 'marquee' ? draft.rect : null,
      stroke:
        draft?.kind === 'stroke' ? { stroke: draft.stroke, color: styleOf(taxonomy, draft.stroke.label).line } : null,
    }
  }, [photo, shapes, index, draft, selection, annotations, taxonomy])
}

/** Space held takes the hand that moves the picture, and gives back what was held before. */
const hold = (held: boolean): void => {
  const { hand } = review()
  if (held && hand.tool !== 'pan' && !isHandBusy(hand)) {
    heldBefore = hand.tool
    setReview({ hand: takeTool('pan') })
  } else if (!held && heldBefore !== null) {
    setReview({ hand: takeTool(heldBefore) })
    heldBefore = null
  }
}
let heldBefore: ToolName | null = null

const cursorOf = (tool: ToolName) =>
  tool === 'pan' ? 'grab' : TOOLS[tool].draws === null && tool !== 'split' ? 'default' : 'crosshair'

/** A photo under review: the picture, its shapes, the tools. */
export const CasePhoto = ({ id }: { readonly id: string }): ReactNode => {
  const scene = useScene()
  const caseId = useReview((state) => state.desk?.open.case.id)
  const key = useReview((state) => state.desk?.open.case.key ?? '')
  const photo = useReview((state) => state.photo)
  const view = useReview((state) => state.view)
  const gliding = useReview((state) => state.gliding)
  const hand = useReview((state) => state.hand)
  return (
    <>
      <PhotoCanvas
        id={id}
        name={`Photo ${key}`}
        scene={scene}
        view={view}
        gliding={gliding}
        cursor={cursorOf(hand.tool)}
        busy={TOOLS[hand.tool].draws !== null || isHandBusy(hand)}
        nudges={hand.tool === 'select'}
        onInput={handInput}
        onResize={stageResized}
        onZoom={zoomBy}
        onCursor={(at) => setCursor(at && { x: Math.floor(at[0]), y: Math.floor(at[1]) })}
        onHold={hold}
        onPainted={() => caseId && casePainted(caseId)}
      />
      <MaskCursor id={id} />
      <MaskOptions />
      <Toolbar />
      {photo.name === 'broken' ? <BrokenPhoto message={photo.message} /> : null}
    </>
  )
}
