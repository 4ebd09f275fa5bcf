import { Popover } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { usePreferences } from '../../../app/preferences.ts'
import { COLOUR_BY, SEEING_VIEWS, type Seeing, type SeeingView } from '../../../app/seeing.ts'
import { t } from '../../../i18n/t.ts'
import { KeyCaps } from '../../../ui/key-caps.tsx'
import { percent } from '../../../ui/numbers.ts'
import { focusCase, zoomTo, zoomToFit, zoomToSelection } from './hand.ts'
import { colourWords, setSeeing, viewWords } from './seeing.ts'
import css from './seeing-menu.module.css'
import { toggleSweep, useSweep } from './sweep.ts'

/** The keys of each choice, as the actions have them. */
const VIEW_KEYS: Readonly<Record<SeeingView, string | null>> = {
  correction: null,
  prediction: 'alt+p',
  difference: 'alt+d',
  side: 'alt+s',
}
const SCALES = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const

/** Everything about how the picture is seen, at the stage's corner. */
export const SeeingMenu = (): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trapFocus
      opened={open}
      onChange={setOpen}
      onClose={focusCase}
      position="bottom-end"
      width={320}
      withinPortal
    >
      <Popover.Target>
        <button type="button" className={css.button} aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconEye size={15} stroke={1.9} aria-hidden />
          {t('View')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.panel} aria-label={t('View')}>
        <Views />
        <Colours />
        <Amount name="opacity" label={t('Lines')} low={0.1} high={1} keys="alt+o" />
        <Amount name="fill" label={t('Fill')} low={0} high={0.6} keys="alt+u" />
        <Switches />
        <Zooms />
        <Sweep onStart={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

const Views = (): ReactNode => {
  const view = usePreferences(({ seeing }) => seeing.view)
  return (
    <fieldset className={css.group}>
      <legend>{t('Shown')}</legend>
      {SEEING_VIEWS.map((one) => {
        const keys = VIEW_KEYS[one]
        return (
          <label key={one} className={css.line}>
            <input type="radio" name="seeing-view" checked={view === one} onChange={() => setSeeing({ view: one })} />
            <span>{viewWords(one)}</span>
            {keys === null ? null : <KeyCaps keys={keys} />}
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
        {t('Colours')} <KeyCaps keys="alt+k" />
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
  readonly keys: string
}

const Amount = ({ name, label, low, high, keys }: AmountProps): ReactNode => {
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
      <KeyCaps keys={keys} />
    </label>
  )
}

type Choice = Exclude<keyof Seeing, 'view' | 'colourBy' | 'opacity' | 'fill'>

const Switches = (): ReactNode => {
  const seeing = usePreferences((preferences) => preferences.seeing)
  const choices: readonly (readonly [Choice, string, string | null])[] = [
    ['chips', t('Labels on shapes'), 'alt+l'],
    ['minimap', t('Map when zoomed in'), 'alt+m'],
    ['crosshair', t('Crosshair'), 'alt+x'],
    ['rulers', t('Rulers in pixels'), 'alt+r'],
    ['grid', t('Pixel grid from 1600 %'), null],
    ['keepZoom', t('Keep the zoom from case to case'), 'alt+z'],
  ]
  return (
    <fieldset className={css.group}>
      <legend>{t('With')}</legend>
      {choices.map(([name, label, keys]) => (
        <label key={name} className={css.line}>
          <input
            type="checkbox"
            checked={seeing[name]}
            onChange={(event) => setSeeing({ [name]: event.currentTarget.checked })}
          />
          <span>{label}</span>
          {keys === null ? null : <KeyCaps keys={keys} />}
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
        {t('Fit')} <KeyCaps keys="u" />
      </button>
      <button type="button" onClick={zoomToSelection}>
        {t('Selection')} <KeyCaps keys="shift+i" />
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
      {walking ? t('End the sweep') : t('Sweep the picture for what was missed')} <KeyCaps keys="alt+a" />
    </button>
  )
}
