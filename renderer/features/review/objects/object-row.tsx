import {
  IconArrowRight,
  IconCheck,
  IconCopyX,
  IconEdit,
  IconEyeOff,
  IconFrame,
  IconLink,
  IconLock,
  IconPinned,
  IconPlus,
  IconTag,
  IconTags,
  IconTrash,
} from '@tabler/icons-react'
import { type MouseEvent, memo, type ReactNode } from 'react'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { ObjectState } from '../../../../shared/model/review.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { styleOf } from '../labels/labels.ts'
import { review } from '../review-state.ts'
import css from './objects.module.css'
import { type CaseItems, type ObjectRow, objectText, placedText, stateWord } from './objects.ts'

export const ROW_PX = 30

export const optionId = (id: AnnotationId): string => `object-${id}`

const ICONS = {
  'wrong-label': IconTag,
  'wrong-boundary': IconFrame,
  'wrong-label-and-boundary': IconEdit,
  duplicate: IconCopyX,
  spurious: IconTrash,
  missing: IconPlus,
  'wrong-attribute': IconTags,
  'wrong-relation': IconLink,
  confirmed: IconCheck,
} as const satisfies Record<ObjectState, unknown>

const TONES: Readonly<Record<ObjectState, 'confirmed' | 'changed' | 'removed'>> = {
  confirmed: 'confirmed',
  missing: 'confirmed',
  spurious: 'removed',
  duplicate: 'removed',
  'wrong-label': 'changed',
  'wrong-boundary': 'changed',
  'wrong-label-and-boundary': 'changed',
  'wrong-attribute': 'changed',
  'wrong-relation': 'changed',
}

/** Room for one word in a row of 276 px. */
const shortWord = (state: ObjectState): string => {
  switch (state) {
    case 'confirmed':
      return t('confirmed')
    case 'wrong-label':
      return t('label')
    case 'wrong-boundary':
      return t('boundary')
    case 'wrong-label-and-boundary':
      return t('label, boundary')
    case 'duplicate':
      return t('duplicate')
    case 'spurious':
      return t('removed')
    case 'missing':
      return t('added')
    case 'wrong-attribute':
      return t('attributes')
    case 'wrong-relation':
      return t('relations')
  }
}

/** What the list of a record ranks: its parts go by their titles. */
const itemsNow = (): CaseItems => review().desk?.open.case.content.items ?? []

/** Everything a screen reader must say of one object. */
const spoken = (row: ObjectRow, confirmed: boolean): string => {
  const object = row.now ?? row.predicted
  if (!object) return ''
  const parts = [object.label]
  if (row.predicted && row.predicted.label !== object.label)
    parts.push(t('was {label}', { label: row.predicted.label }))
  if (row.score !== null) parts.push(t('score {score}', { score: scoreText(row.score) }))
  const state = row.state === 'confirmed' && confirmed ? t('Confirmed') : stateWord(row.state)
  return `${parts.join(', ')}. ${state}. ${placedText(object, itemsNow())}`
}

/** What is seen of an object beside the list: what of it is set for this sitting, and its place among the others. */
export type RowSigns = { readonly hidden: boolean; readonly locked: boolean; readonly pinned: boolean }

export type ObjectRowProps = RowSigns & {
  readonly row: ObjectRow
  readonly top: number
  readonly place: number
  readonly of: number
  readonly selected: boolean
  readonly confirmed: boolean
  readonly taxonomy: Taxonomy | null
  readonly onPick: (event: MouseEvent, row: ObjectRow) => void
}

export const ObjectOption = memo((props: ObjectRowProps): ReactNode => {
  const { row, top, place, of, selected, confirmed, taxonomy, onPick } = props
  if (!row.now && !row.predicted) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox, which names the active one.
    <div
      id={optionId(row.id)}
      className={css.object}
      role="option"
      aria-selected={selected}
      aria-setsize={of}
      aria-posinset={place}
      data-gone={row.now === null || undefined}
      style={{ top, height: ROW_PX }}
      onClick={(event) => onPick(event, row)}
    >
      <Contents
        row={row}
        confirmed={confirmed}
        taxonomy={taxonomy}
        hidden={props.hidden}
        locked={props.locked}
        pinned={props.pinned}
      />
    </div>
  )
})
ObjectOption.displayName = 'ObjectOption'

type ContentsProps = RowSigns & Pick<ObjectRowProps, 'row' | 'confirmed' | 'taxonomy'>

/** What a row shows, apart from its place: one object more or less moves the others and changes none of them. */
const Contents = memo(({ row, confirmed, taxonomy, ...signs }: ContentsProps): ReactNode => {
  const object = row.now ?? row.predicted
  if (!object) return null
  return (
    <>
      <span className={css.hidden}>{spoken(row, confirmed)}</span>
      <span className={css.seen} aria-hidden>
        <span className={css.swatch} style={{ background: styleOf(taxonomy, object.label).chip }} />
        <RowLabel row={row} label={object.label} />
        <bdi className={css.text}>{objectText(object, itemsNow())}</bdi>
        <Signs signs={signs} z={object.z ?? 0} group={object.group} />
        {row.state !== 'confirmed' || confirmed ? <State state={row.state} /> : null}
        <span className={css.score}>
          {row.score === null ? (
            '–'
          ) : (
            <>
              <span className={css.bar} style={{ background: scoreColor(row.score) }} />
              {scoreText(row.score)}
            </>
          )}
        </span>
      </span>
    </>
  )
})
Contents.displayName = 'Contents'

const RowLabel = ({ row, label }: { readonly row: ObjectRow; readonly label: string }): ReactNode => (
  <span className={css.label}>
    {row.now && row.predicted && row.now.label !== row.predicted.label ? (
      <>
        <s>{row.predicted.label}</s>
        <IconArrowRight size={12} aria-hidden />
      </>
    ) : null}
    <span className={css.name}>{label}</span>
  </span>
)

const State = ({ state }: { readonly state: ObjectState }): ReactNode => {
  const Icon = ICONS[state]
  return (
    <span className={css.state} data-state={TONES[state]} title={stateWord(state)}>
      <Icon size={13} stroke={2} aria-hidden />
      {shortWord(state)}
    </span>
  )
}

type SignsProps = { readonly signs: RowSigns; readonly z: number; readonly group: string | undefined }

const Signs = ({ signs, z, group }: SignsProps): ReactNode => {
  const look = { size: 12, stroke: 2, 'aria-hidden': true } as const
  if (!signs.hidden && !signs.locked && !signs.pinned && z === 0 && group === undefined) return null
  return (
    <span className={css.signs}>
      {signs.hidden ? <IconEyeOff {...look} /> : null}
      {signs.locked ? <IconLock {...look} /> : null}
      {signs.pinned ? <IconPinned {...look} /> : null}
      {group === undefined ? null : <IconLink {...look} />}
      {z === 0 ? null : <small>{z > 0 ? `+${z}` : z}</small>}
    </span>
  )
}
