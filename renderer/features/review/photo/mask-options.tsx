import { IconCircle, IconSquare } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { BRUSH_TIPS, type Brush } from '../../../../shared/domain/mask/stroke.ts'
import { type Offer, TOLERANCES } from '../../../../shared/domain/tools/reshape-tool.ts'
import { t } from '../../../i18n/t.ts'
import { useReview } from '../review-state.ts'
import { focusCase, handInput } from './hand.ts'
import { setTolerance } from './mask-acts.ts'
import { BRUSH_SIZES, setBrush, useBrush } from './mask-brush.ts'
import css from './mask-options.module.css'

/** What can be set of the tool in the hand, over the stage's lower edge. */
export const MaskOptions = (): ReactNode => {
  const hand = useReview((state) => state.hand)
  if (hand.tool === 'brush' || hand.tool === 'eraser') return <BrushOptions />
  if (hand.tool === 'reshape' && hand.state.name === 'offering') return <OfferBar offer={hand.state} />
  if (hand.tool === 'split') return <Hint text={t('Draw a line across what is to be divided.')} />
  if (hand.tool === 'fill') return <Hint text={t('Click inside a closed outline that was painted.')} />
  return null
}

const Hint = ({ text }: { readonly text: string }): ReactNode => <div className={css.bar}>{text}</div>

/** Sliders run over powers, so that small sizes can be set as finely as large ones. */
const STEPS = 100
const { least, most } = BRUSH_SIZES
const stepOf = (size: number): number => Math.round((STEPS * Math.log(size / least)) / Math.log(most / least))
const sizeOf = (step: number): number => least * (most / least) ** (step / STEPS)

const tipName = (tip: Brush['tip']): string => (tip === 'round' ? t('Round tip') : t('Square tip'))

const BrushOptions = (): ReactNode => {
  const { tip, size } = useBrush()
  return (
    <fieldset className={css.bar} aria-label={t('Brush')}>
      <span className={css.tips}>
        {BRUSH_TIPS.map((one) => (
          <button
            key={one}
            type="button"
            className={css.tip}
            aria-label={tipName(one)}
            title={tipName(one)}
            aria-pressed={one === tip}
            onClick={() => {
              setBrush({ tip: one })
              focusCase()
            }}
          >
            {one === 'round' ? <IconCircle size={16} aria-hidden /> : <IconSquare size={16} aria-hidden />}
          </button>
        ))}
      </span>
      <label className={css.field}>
        {t('Size')}
        <input
          type="range"
          min={0}
          max={STEPS}
          value={stepOf(size)}
          aria-valuetext={t('{size, plural, one {# pixel} other {# pixels}}', { size })}
          onChange={(event) => setBrush({ size: sizeOf(Number(event.currentTarget.value)) })}
          onPointerUp={focusCase}
        />
        <output className={css.value}>{t('{size} px', { size })}</output>
      </label>
    </fieldset>
  )
}

/** Shares to a tenth of a percent, but never 100 for less than all. */
const percent = (share: number): string => (share < 1 ? Math.min(99.9, 100 * share) : 100).toFixed(1)
const overlap = (iou: number): string => (iou < 1 ? Math.min(0.999, iou) : 1).toFixed(3)

/** What an offer costs, in words: before it is taken. */
export const offerText = ({ does, points, loss }: Offer): string => {
  const said = { covered: percent(loss.covered), iou: overlap(loss.iou), before: points.before, after: points.after }
  switch (does) {
    case 'simplify':
      return t('{before} → {after, plural, one {# point} other {# points}}; covers {covered} % of it, IoU {iou}', said)
    case 'to-polygon':
      return t(
        'The outline of {after, plural, one {# point} other {# points}} covers {covered} % of the mask, IoU {iou}',
        said,
      )
    case 'to-mask':
      return t('The mask covers {covered} % of the outline, IoU {iou}', said)
  }
}

const onKeys = (event: KeyboardEvent): void => {
  if (event.key !== 'Enter' && event.key !== 'Escape') return
  // A focused button answers Enter itself.
  if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return
  event.preventDefault()
  event.stopPropagation()
  handInput({ type: event.key === 'Enter' ? 'enter' : 'cancel' })
  focusCase()
}

const answer = (type: 'enter' | 'cancel') => (): void => {
  handInput({ type })
  focusCase()
}

const PER_DOUBLING = 8

const OfferBar = ({ offer }: { readonly offer: Offer }): ReactNode => (
  <fieldset className={css.bar} aria-label={t('Other outline')} onKeyDown={onKeys}>
    {offer.does === 'to-mask' ? null : (
      <label className={css.field}>
        {t('Tolerance')}
        <input
          type="range"
          min={PER_DOUBLING * Math.log2(TOLERANCES.least)}
          max={PER_DOUBLING * Math.log2(TOLERANCES.most)}
          value={PER_DOUBLING * Math.log2(offer.tolerance)}
          aria-valuetext={t('{size} px', { size: offer.tolerance.toFixed(2) })}
          onChange={(event) => setTolerance(2 ** (Number(event.currentTarget.value) / PER_DOUBLING))}
        />
        <output className={css.value}>{t('{size} px', { size: offer.tolerance.toFixed(2) })}</output>
      </label>
    )}
    <span className={css.says} role="status">
      {offerText(offer)}
    </span>
    <button type="button" className={css.take} onClick={answer('enter')}>
      {t('Take it')}
    </button>
    <button type="button" className={css.drop} onClick={answer('cancel')}>
      {t('Drop it')}
    </button>
  </fieldset>
)
