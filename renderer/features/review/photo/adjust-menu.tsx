import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { CHANNELS, isPlain } from '../../../../shared/domain/pixels/adjust.ts'
import type { SampleWindow } from '../../../../shared/domain/pixels/window.ts'
import { useAdjustment } from '../../../canvas/adjustment.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { useReview } from '../review-state.ts'
import { adjust, autoWindow, channelWords, followAdjustment, LIMITS, resetAdjustment } from './adjust.ts'
import css from './adjust-menu.module.css'
import { CornerMenu } from './corner-menu.tsx'

/** Brightness to window and level, at the stage's corner. It shows whether the picture is changed now. */
export const AdjustMenu = (): ReactNode => {
  const adjustment = useAdjustment(({ adjust }) => adjust)
  const window = useReview(({ photo }) => (photo.name === 'ready' ? photo.photo.window : null))
  useEffect(followAdjustment, [])
  const changed = !isPlain(adjustment) || (window !== null && adjustment.window !== null)
  return (
    <CornerMenu
      icon={<IconAdjustmentsHorizontal size={15} stroke={1.9} aria-hidden />}
      label={changed ? t('Adjusted') : t('Adjust')}
      name={t('Adjust')}
      changed={changed}
      width={340}
    >
      {() => (
        <>
          <Amount name="brightness" label={t('Brightness')} action="review.adjust.brighter" />
          <Amount name="contrast" label={t('Contrast')} action="review.adjust.contrast-more" />
          <Amount name="gamma" label={t('Gamma')} action="review.adjust.gamma-more" />
          {window === null ? null : <Window of={window} />}
          <Channels />
          <button type="button" className={css.reset} disabled={!changed} onClick={resetAdjustment}>
            {t('Show as it is')} <ActionKey action="review.adjust.reset" />
          </button>
          <p className={css.note}>{t('Only how it is shown changes, never the data.')}</p>
        </>
      )}
    </CornerMenu>
  )
}

type AmountProps = { readonly name: keyof typeof LIMITS; readonly label: string; readonly action: string }

const Amount = ({ name, label, action }: AmountProps): ReactNode => {
  const value = useAdjustment(({ adjust }) => adjust[name])
  const { low, high, step } = LIMITS[name]
  return (
    <label className={css.amount}>
      <span>{label}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={step}
        value={value}
        onChange={(event) => adjust({ [name]: event.currentTarget.valueAsNumber })}
      />
      <output>{value.toFixed(2)}</output>
      <ActionKey action={action} />
    </label>
  )
}

const Channels = (): ReactNode => {
  const { channel, invert } = useAdjustment(({ adjust }) => adjust)
  return (
    <>
      <label className={css.amount}>
        <span>{t('Channel')}</span>
        <select
          value={channel}
          onChange={({ currentTarget: { value } }) => {
            const chosen = CHANNELS.find((one) => one === value)
            if (chosen !== undefined) adjust({ channel: chosen })
          }}
        >
          {CHANNELS.map((one) => (
            <option key={one} value={one}>
              {channelWords(one)}
            </option>
          ))}
        </select>
        <span />
        <ActionKey action="review.adjust.channel" />
      </label>
      <label className={css.amount}>
        <span>{t('Invert')}</span>
        <input type="checkbox" checked={invert} onChange={(event) => adjust({ invert: event.currentTarget.checked })} />
        <span />
        <ActionKey action="review.adjust.invert" />
      </label>
    </>
  )
}

/** Window and level of a 16-bit picture, as the two numbers that are shown black and white. */
const Window = ({ of }: { readonly of: SampleWindow }): ReactNode => {
  const window = useAdjustment(({ adjust }) => adjust.window) ?? of
  const change = (part: { readonly low?: number; readonly high?: number }): void => {
    const next = { low: window.low, high: window.high, ...part }
    if (next.low < next.high) adjust({ window: next })
  }
  return (
    <fieldset className={css.window}>
      <legend>{t('Window (16 bits)')}</legend>
      {(['low', 'high'] as const).map((end) => (
        <label key={end} className={css.amount}>
          <span>{end === 'low' ? t('Black at') : t('White at')}</span>
          <input
            type="range"
            min={of.least}
            max={Math.max(of.most, of.least + 1)}
            step={1}
            value={window[end]}
            onChange={(event) => change({ [end]: event.currentTarget.valueAsNumber })}
          />
          <input
            type="number"
            aria-label={end === 'low' ? t('Black at, as a number') : t('White at, as a number')}
            min={0}
            max={65535}
            value={window[end]}
            onChange={({ currentTarget: { valueAsNumber: value } }) => {
              if (Number.isInteger(value) && value >= 0 && value <= 65535) change({ [end]: value })
            }}
          />
        </label>
      ))}
      <p className={css.note}>
        {t('Or drag on the picture with the right button: sideways for the width, up and down for the level.')}
      </p>
      <button type="button" className={css.reset} onClick={autoWindow}>
        {t('As the image proposes')} <ActionKey action="review.adjust.window" />
      </button>
    </fieldset>
  )
}
