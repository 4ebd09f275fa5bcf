import { IconAlertTriangle, IconArrowRight, IconCheck, IconFrame, IconPencil, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../../../i18n/t.ts'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { stateWord } from '../objects/objects.ts'
import { fieldProblem, formatField } from '../record/field-format.ts'
import { type EditorEnd, ValueEditor } from '../record/value-editor.tsx'
import { setReview } from '../review-state.ts'
import css from './document.module.css'
import { type DocumentField, readingOf, saidValue } from './document-fields.ts'
import { drawPlace, selectField, setValue } from './field-commands.ts'

type FieldLineProps = {
  readonly field: DocumentField
  readonly selected: boolean
  /** Tab comes to this line. */
  readonly stop: boolean
  readonly typing: boolean
  readonly confirmed: boolean
  readonly ariaKeys: (action: string) => string | undefined
  readonly onTyped: (how: 'next' | 'previous' | 'stay' | 'leave') => void
}

const ENDS: Readonly<Record<EditorEnd, 'next' | 'previous' | 'stay' | 'leave'>> = {
  enter: 'stay',
  next: 'next',
  previous: 'previous',
  left: 'leave',
  dropped: 'stay',
}

/** How the schema's kind reads a value that is written otherwise: its one spelling, what it may mean, or that it is none. */
const Reading = ({ field, value }: { readonly field: DocumentField; readonly value: string }): ReactNode => {
  const { definition } = field
  const reading = readingOf(value, definition)
  if (!reading || !definition) return null
  switch (reading.state) {
    case 'empty':
      return null
    case 'read': {
      const text = formatField(value, definition)
      return text === value ? null : (
        <span className={css.reading} title={reading.value}>
          <IconArrowRight className={css.flips} size={12} aria-label={t('read as')} /> <bdi>{text}</bdi>
        </span>
      )
    }
    case 'unclear':
      return (
        <span className={css.problem}>
          <IconAlertTriangle size={13} aria-hidden /> {t('May mean')}{' '}
          {reading.values.map((one) => (
            <button key={one} type="button" className={css.choice} onClick={() => setValue(field, one)}>
              <bdi>{formatField(one, definition)}</bdi>
            </button>
          ))}
        </span>
      )
    case 'invalid':
      return (
        <span className={css.problem}>
          <IconAlertTriangle size={13} aria-hidden /> {fieldProblem(value, definition)}
        </span>
      )
  }
}

const Value = ({ field }: { readonly field: DocumentField }): ReactNode => {
  const { row } = field
  if (row === null) return <span className={css.problem}>{t('required, and not given')}</span>
  const [was, is] = [saidValue(row.predicted), saidValue(row.now)]
  if (row.now === null)
    return (
      <s className={css.was}>
        <bdi>{was ?? t('no value')}</bdi>
      </s>
    )
  return (
    <>
      {row.predicted && was !== is ? (
        <span className={css.was}>
          <s>
            <bdi>{was ?? t('no value')}</bdi>
          </s>{' '}
          <IconArrowRight className={css.flips} size={12} aria-label={t('corrected to')} />{' '}
        </span>
      ) : null}
      {is === null || is === '' ? (
        <span className={css.problem}>{t('no value')}</span>
      ) : (
        <>
          <bdi className={css.value}>{is}</bdi> <Reading field={field} value={is} />
        </>
      )}
      {row.now.shape.kind === 'field' && !row.now.shape.box ? <span className={css.quiet}>{t('no place')}</span> : null}
    </>
  )
}

/** What was done about a field, as a sign with its word. */
const Sign = ({ field, confirmed }: Pick<FieldLineProps, 'field' | 'confirmed'>): ReactNode => {
  const { row } = field
  if (row === null || (row.state === 'confirmed' && !confirmed)) return null
  const word = row.state === 'confirmed' ? t('Confirmed') : row.now === null ? t('Removed') : changeWord(field)
  return (
    <span
      className={css.sign}
      data-state={row.now === null ? 'removed' : row.state === 'confirmed' ? 'good' : 'changed'}
    >
      {row.state === 'confirmed' ? <IconCheck size={12} stroke={2.25} aria-hidden /> : null}
      {word}
    </span>
  )
}

const changeWord = ({ row }: DocumentField): string => {
  if (!row?.now || !row.predicted) return t('Added')
  return saidValue(row.now) === saidValue(row.predicted) ? stateWord(row.state) : t('Value changed')
}

/** One field: its name and score, the value as it was and is, and what it is read as. */
export const FieldLine = (props: FieldLineProps): ReactNode => {
  const { field, selected, stop, typing, confirmed, ariaKeys, onTyped } = props
  const { key, name, title, definition, row, place } = field
  const spoken = place === null ? title : t('{field}, value {place}', { field: title, place })
  return (
    <li
      className={css.line}
      data-selected={selected || undefined}
      data-missing={row === null || undefined}
      data-gone={(row !== null && row.now === null) || undefined}
    >
      <button
        type="button"
        className={css.name}
        data-field-stop={key}
        tabIndex={stop ? 0 : -1}
        aria-pressed={selected}
        title={definition?.definition || undefined}
        onClick={() => selectField(field)}
        onDoubleClick={() => setReview({ typing: key })}
      >
        <bdi>{title}</bdi>
        {place === null ? null : <span className={css.place}>{place}</span>}
        {title === name ? null : <span className={css.quiet}>{name}</span>}
      </button>
      <Sign field={field} confirmed={confirmed} />
      {row?.score == null ? null : (
        <span className={css.score}>
          <span className={css.bar} style={{ background: scoreColor(row.score) }} />
          {scoreText(row.score)}
        </span>
      )}
      <div className={css.values}>
        {typing ? (
          <ValueEditor
            name={spoken}
            definition={definition}
            start={saidValue(row?.now ?? row?.predicted) ?? ''}
            onTake={(text) => setValue(field, text)}
            onDone={(how) => onTyped(ENDS[how])}
            tabs
          />
        ) : (
          <Value field={field} />
        )}
      </div>
      <div className={css.tools}>
        <button
          type="button"
          className={css.tool}
          aria-label={row === null ? t('Give {field}', { field: spoken }) : t('Correct {field}', { field: spoken })}
          aria-keyshortcuts={ariaKeys(row === null ? 'document.field.missing' : 'document.field.value')}
          tabIndex={selected || row === null ? 0 : -1}
          onClick={() => setReview({ typing: key, ...(row ? { selection: [row.id] } : {}) })}
        >
          {row === null ? <IconPlus size={14} aria-hidden /> : <IconPencil size={14} stroke={1.75} aria-hidden />}
        </button>
        <button
          type="button"
          className={css.tool}
          aria-label={t('Draw the place of {field}', { field: spoken })}
          aria-keyshortcuts={ariaKeys('document.field.place')}
          tabIndex={selected || row === null ? 0 : -1}
          onClick={() => drawPlace(field)}
        >
          <IconFrame size={14} stroke={1.75} aria-hidden />
        </button>
      </div>
    </li>
  )
}
