import { type ReactNode, useRef } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { indexShapes } from '../../../../shared/domain/spatial-index/shape-index.ts'
import { takeTool } from '../../../../shared/domain/tools/interpret.ts'
import { type ToolInput, wandered } from '../../../../shared/domain/tools/tool.ts'
import { TOOLS, type ToolName } from '../../../../shared/domain/tools/tools.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { Minimap } from '../../../canvas/minimap.tsx'
import { PhotoCanvas } from '../../../canvas/photo-canvas.tsx'
import { t } from '../../../i18n/t.ts'
import { casePainted } from '../clockwork.ts'
import { review, setReview, shown, useReview } from '../review-state.ts'
import { dragWindow, useWindowed } from './adjust.ts'
import { AdjustMenu } from './adjust-menu.tsx'
import { BrokenPhoto } from './broken-photo.tsx'
import css from './case-photo.module.css'
import { centreOn, handInput, isHandBusy, pan, stageResized, zoomBy } from './hand.ts'
import { MaskCursor } from './mask-cursor.tsx'
import { MaskOptions } from './mask-options.tsx'
import { pointAt } from './pixel-value.ts'
import { usePredictionScene, useScene } from './scene.ts'
import { isZoomedIn, viewWords } from './seeing.ts'
import { SeeingMenu } from './seeing-menu.tsx'
import { useSweep } from './sweep.ts'
import { SweepBar } from './sweep-bar.tsx'
import { Toolbar } from './toolbar.tsx'

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

/** A photo under review: the picture, its shapes, the tools; beside it the prediction, when asked for. */
export const CasePhoto = ({ id }: { readonly id: string }): ReactNode => {
  const key = useReview((state) => state.desk?.open.case.key ?? '')
  const photo = useReview((state) => state.photo)
  const { view, rulers } = usePreferences(({ seeing }) => seeing)
  const tools = usePreferences(({ toolsOpen }) => toolsOpen)
  const hasPrediction = useReview(({ desk, veiled }) => !veiled && desk?.prediction != null)
  const two = view === 'side' && hasPrediction
  return (
    <>
      <div className={css.sides} data-two={two} data-rulers={rulers} data-tools={tools}>
        {two ? <PredictionSide name={t('Prediction of photo {key}', { key })} /> : null}
        <div className={css.side}>
          <Work id={id} name={t('Photo {key}', { key })} />
          <MaskCursor id={id} />
          {view === 'correction' || (view === 'side' && !two) ? null : (
            <span className={css.caption}>{view === 'side' ? viewWords('correction') : viewWords(view)}</span>
          )}
          <Overview />
        </div>
      </div>
      <div className={css.corner}>
        <AdjustMenu />
        <SeeingMenu />
      </div>
      <SweepBar />
      <MaskOptions />
      <Toolbar />
      {photo.name === 'broken' ? <BrokenPhoto message={photo.message} /> : null}
    </>
  )
}

const Work = ({ id, name }: { readonly id: string; readonly name: string }): ReactNode => {
  const { scene, steps } = useScene()
  const caseId = useReview((state) => state.desk?.open.case.id)
  const view = useReview((state) => state.view)
  const gliding = useReview((state) => state.gliding)
  const tool = useReview((state) => state.hand.tool)
  const busy = useReview(({ hand }) => TOOLS[hand.tool].draws !== null || isHandBusy(hand))
  const windows = useWindowed()
  return (
    <PhotoCanvas
      id={id}
      name={name}
      scene={scene}
      steps={steps}
      view={view}
      gliding={gliding}
      cursor={cursorOf(tool)}
      busy={busy}
      nudges={tool === 'select'}
      onInput={handInput}
      onResize={stageResized}
      onZoom={zoomBy}
      onPan={pan}
      onWindow={windows ? dragWindow : null}
      onCursor={pointAt}
      onHold={hold}
      onPainted={() => caseId && casePainted(caseId, 'photo')}
    />
  )
}

/** What the model predicted, moving with the work beside it. A drag moves both; a click selects what became of an object. */
const PredictionSide = ({ name }: { readonly name: string }): ReactNode => {
  const scene = usePredictionScene()
  const view = useReview((state) => state.view)
  const gliding = useReview((state) => state.gliding)
  const windows = useWindowed()
  const press = useRef<{ readonly stage: Point; readonly wandered: boolean } | null>(null)
  const input = (given: ToolInput): void => {
    if (given.type === 'down') press.current = { stage: given.stage, wandered: false }
    else if (given.type === 'move' && press.current) {
      const { stage } = press.current
      if (!press.current.wandered && !wandered(stage, given.stage)) return
      pan([given.stage[0] - stage[0], given.stage[1] - stage[1]])
      press.current = { stage: given.stage, wandered: true }
    } else if (given.type === 'up') {
      if (press.current && !press.current.wandered)
        selectPredicted(indexShapes(scene.shapes).at(given.at, 4)[0] ?? null)
      press.current = null
    }
  }
  return (
    <div className={css.side}>
      <PhotoCanvas
        id="case-desk-prediction"
        name={name}
        scene={scene}
        view={view}
        gliding={gliding}
        cursor="grab"
        busy={false}
        nudges={false}
        onInput={input}
        onResize={() => undefined}
        onZoom={zoomBy}
        onPan={pan}
        onWindow={windows ? dragWindow : null}
        onCursor={pointAt}
        onHold={() => undefined}
        onPainted={() => undefined}
      />
      <span className={css.caption}>{viewWords('prediction')}</span>
    </div>
  )
}

/** Selects what a predicted object became; itself where it was taken away. */
const selectPredicted = (id: AnnotationId | null) => {
  if (id === null) return setReview({ selection: [] })
  const now = shown(review()).find((one) => one.fromObjectId === id)
  setReview({ selection: [now?.id ?? id] })
}

const Overview = (): ReactNode => {
  const photo = useReview((state) => (state.photo.name === 'ready' ? state.photo.photo : null))
  const { view, stage } = useReview(useShallow((state) => ({ view: state.view, stage: state.stage })))
  const on = usePreferences(({ seeing }) => seeing.minimap)
  const coverage = useSweep(({ walk }) => walk?.coverage ?? null)
  if (!on || !photo || !view || !stage || !isZoomedIn()) return null
  return (
    <Minimap
      name={t('Map of the picture with the part in sight')}
      photo={photo}
      view={view}
      stage={stage}
      coverage={coverage}
      onMove={centreOn}
    />
  )
}
