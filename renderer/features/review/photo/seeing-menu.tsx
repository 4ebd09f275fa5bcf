import { IconEye } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePreferences } from '../../../app/preferences.ts'
import { COLOUR_BY, SEEING_VIEWS, type Seeing, type SeeingView } from '../../../app/seeing.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { percent } from '../../../ui/numbers.ts'
import { CornerMenu } from './corner-menu.tsx'
import { zoomTo, zoomToFit, zoomToSelection } from './hand.ts'
import { colourWords, setSeeing, viewWords } from './seeing.ts'
import css from './seeing-menu.module.css'
import { toggleSweep, useSweep } from './sweep.ts'

/** The action of each choice; null for what has none of its own. */
const VIEW_ACTIONS: Readonly<Record<SeeingView, string | null>> = {
  correction: null,
  prediction: 'review.see.prediction',
  difference: 'review.see.difference',
  side: 'review.see.side',
}
const SCALES = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const

/** Everything about how the picture is seen, at the stage's corner. */
export const SeeingMenu = (): ReactNode => (
  <CornerMenu icon={<IconEye size={15} stroke={1.9} aria-hidden />} label={t('View')} name={t('View')} width={320}>
    {(close) => (
      <>
        <Views />
        <Colours />
        <Amount name="opacity" label={t('Lines')} low={0.1} high={1} action="review.see.fainter" />
        <Amount name="fill" label={t('Fill')} low={0} high={0.6} action="review.see.fill" />
        <Switches />
        <Zooms />
        <Sweep onStart={close} />
      </>
    )}
  </CornerMenu>
)

const Views = (): ReactNode => {
  const view = usePreferences(({ seeing }) => seeing.view)
  return (
    <fieldset className={css.group}>
      <legend>{t('Shown')}</legend>
      {SEEING_VIEWS.map((one) => {
        const action = VIEW_ACTIONS[one]
        return (
          <label key={one} className={css.line}>
            <input type="radio" name="seeing-view" checked={view === one} onChange={() => setSeeing({ view: one })} />
            <span>{viewWords(one)}</span>
            {action === null ? null : <ActionKey action={action} />}
          </label>
        )
      })}
    </fieldset>
  )
}

const Colours = (): ReactNode => {
  const colourBy = usePreferences(({ seeing }) => seeing.colourBy)
  return (
    <fieldset className={css.group}>
      <legend>
        {t('Colours')} <ActionKey action="review.see.colour" />
      </legend>
      {COLOUR_BY.map((one) => (
        <label key={one} className={css.line}>
          <input
            type="radio"
            name="seeing-colour"
            checked={colourBy === one}
            onChange={() => setSeeing({ colourBy: one })}
          />
          <span>{colourWords(one)}</span>
        </label>
      ))}
    </fieldset>
  )
}

type AmountProps = {
  readonly name: 'opacity' | 'fill'
  readonly label: string
  readonly low: number
  readonly high: number
  readonly action: string
}

const Amount = ({ name, label, low, high, action }: AmountProps): ReactNode => {
  const value = usePreferences(({ seeing }) => seeing[name])
  return (
    <label className={css.amount}>
      <span>{label}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={0.1}
        value={value}
        onChange={(event) => setSeeing({ [name]: event.currentTarget.valueAsNumber })}
      />
      <output>{percent(value)}</output>
      <ActionKey action={action} />
    </label>
  )
}

type Choice = Exclude<keyof Seeing, 'view' | 'colourBy' | 'opacity' | 'fill'>

const Switches = (): ReactNode => {
  const seeing = usePreferences((preferences) => preferences.seeing)
  const choices: readonly (readonly [Choice, string, string])[] = [
    ['chips', t('Labels on shapes'), 'review.see.chips'],
    ['minimap', t('Map when zoomed in'), 'review.see.minimap'],
    ['crosshair', t('Crosshair'), 'review.see.crosshair'],
    ['rulers', t('Rulers in pixels'), 'review.see.rulers'],
    ['grid', t('Pixel grid from 1600 %'), 'review.see.grid'],
    ['keepZoom', t('Keep the zoom from case to case'), 'review.see.keep-zoom'],
  ]
  return (
    <fieldset className={css.group}>
      <legend>{t('With')}</legend>
      {choices.map(([name, label, action]) => (
        <label key={name} className={css.line}>
          <input
            type="checkbox"
            checked={seeing[name]}
            onChange={(event) => setSeeing({ [name]: event.currentTarget.checked })}
          />
          <span>{label}</span>
          <ActionKey action={action} />
        </label>
      ))}
    </fieldset>
  )
}

const Zooms = (): ReactNode => (
  <fieldset className={css.group}>
    <legend>{t('Zoom')}</legend>
    <div className={css.zooms}>
      <button type="button" onClick={zoomToFit}>
        {t('Fit')} <ActionKey action="review.zoom.fit" />
      </button>
      <button type="button" onClick={zoomToSelection}>
        {t('Selection')} <ActionKey action="review.zoom.selection" />
      </button>
      {SCALES.map((scale) => (
        <button key={scale} type="button" onClick={() => zoomTo(scale)}>
          {percent(scale)}
        </button>
      ))}
    </div>
  </fieldset>
)

const Sweep = ({ onStart }: { onStart(): void }): ReactNode => {
  const walking = useSweep(({ walk }) => walk !== null)
  return (
    <button
      type="button"
      className={css.wide}
      onClick={() => {
        toggleSweep()
        onStart()
      }}
    >
      {walking ? t('End the sweep') : t('Sweep the picture for what was missed')} <ActionKey action="review.sweep" />
    </button>
  )
}
