import type { ReactNode } from 'react'
import { setLabel } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { DASHES, labelStyle } from '../../ui/label-style.ts'
import { LabelSwatch } from '../../ui/label-swatch.tsx'
import { rove } from '../../ui/roving.ts'
import css from './taxonomy.module.css'
import { edit } from './taxonomy-state.ts'

const HUES = 12
const TONE_WORDS = [t('as it is'), t('lighter'), t('darker')] as const
const DASH_WORDS = [t('solid'), t('dashed'), t('dotted'), t('dash and dot')] as const

type Look = Pick<Label, 'hue' | 'tone' | 'dash'>

type SwatchesProps = {
  readonly legend: string
  readonly looks: readonly { readonly look: Look; readonly word: string; readonly on: boolean }[]
  readonly onLook: (look: Look) => void
}

const Swatches = ({ legend, looks, onLook }: SwatchesProps): ReactNode => (
  <fieldset className={css.swatches} onKeyDown={rove}>
    <legend>{legend}</legend>
    {looks.map(({ look, word, on }) => (
      <button
        key={word}
        type="button"
        data-rove
        className={css.swatch}
        aria-label={word}
        title={word}
        aria-pressed={on}
        tabIndex={on || (looks.every((other) => !other.on) && look === looks[0]?.look) ? 0 : -1}
        onClick={() => onLook(look)}
      >
        <LabelSwatch style={labelStyle(look)} />
      </button>
    ))}
  </fieldset>
)

/** Colour, lightness and line pattern. Each is said in words too; the dash tells labels apart without colour. */
export const LabelLook = ({ label }: { readonly label: Label }): ReactNode => {
  const { hue, tone, dash } = label
  const choose = (look: Look): void => edit((draft) => setLabel(draft, label.id, look))
  return (
    <div className={css.look}>
      <Swatches
        legend={t('Colour')}
        looks={Array.from({ length: HUES }, (_, index) => ({
          look: { hue: index, tone, dash },
          word: t('Colour {number}', { number: index + 1 }),
          on: index === hue,
        }))}
        onLook={choose}
      />
      <Swatches
        legend={t('Tone')}
        looks={TONE_WORDS.map((word, index) => ({ look: { hue, tone: index, dash }, word, on: index === tone }))}
        onLook={choose}
      />
      <Swatches
        legend={t('Line')}
        looks={DASHES.map((_, index) => ({
          look: { hue, tone, dash: index },
          word: DASH_WORDS[index] ?? '',
          on: index === dash,
        }))}
        onLook={choose}
      />
    </div>
  )
}
