import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { flushSync } from 'react-dom'
import { useAriaKeys } from '../../../app/keys.ts'
import { t } from '../../../i18n/t.ts'
import { confirmSelected } from '../objects/object-actions.ts'
import { allRows } from '../objects/object-view.ts'
import { confirmedIds, review, setReview, useReview } from '../review-state.ts'
import css from './document.module.css'
import { type DocumentField, documentFields } from './document-fields.ts'
import { addValue, selectedField, selectField } from './field-commands.ts'
import { FieldLine } from './field-line.tsx'

export const useFields = (): readonly DocumentField[] => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const taxonomy = useReview((state) => state.taxonomy)
  return useMemo(() => {
    const isDocument = desk?.open.case.kind === 'document'
    return documentFields(allRows({ desk, veiled, taxonomy }), isDocument ? taxonomy : null)
  }, [desk, veiled, taxonomy])
}

const stops = (list: HTMLElement): readonly HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('[data-field-stop]'),
]

const focusField = (list: HTMLElement | null, key: string | undefined): void =>
  list?.querySelector<HTMLElement>(`[data-field-stop="${CSS.escape(key ?? '')}"]`)?.focus()

/** The document's fields in the order they are read. What is selected here is selected on the page, and the other way. */
export const FieldsPanel = ({ fields }: { readonly fields: readonly DocumentField[] }): ReactNode => {
  const selection = useReview((state) => state.selection)
  const typing = useReview((state) => state.typing)
  const confirmed = useReview(confirmedIds)
  const taxonomy = useReview((state) => state.taxonomy)
  const ariaKeys = useAriaKeys()
  const list = useRef<HTMLOListElement>(null)
  const selected = fields.find(({ row }) => row !== null && row.id === selection[0])?.key
  const missing = fields.filter(({ row }) => row === null)

  useEffect(() => {
    if (selected === undefined) return
    list.current
      ?.querySelector(`[data-field-stop="${CSS.escape(selected)}"]`)
      ?.closest('li')
      ?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  const keyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { target } = event
    const at = target instanceof HTMLElement ? stops(event.currentTarget).indexOf(target) : -1
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: fields.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      event.stopPropagation()
      const next = fields[Math.min(Math.max(to, 0), fields.length - 1)]
      if (next) selectField(next)
      focusField(list.current, next?.key)
    } else if (event.key === 'Enter') enter(event, fields[at])
  }
  /** Enter confirms the field and goes on to the next that waits; a missing one is given its value. */
  const enter = (event: KeyboardEvent, field: DocumentField | undefined) => {
    event.preventDefault()
    event.stopPropagation()
    if (!field) return
    if (field.row === null) return setReview({ typing: field.key })
    setReview({ selection: [field.row.id] })
    confirmSelected()
    const next = selectedField()
    if (next && next.key !== field.key) selectField(next)
    focusField(list.current, next?.key ?? field.key)
  }
  const typed = (field: DocumentField, how: 'next' | 'previous' | 'stay' | 'leave') => {
    if (how === 'leave') return setReview({ typing: null })
    const at = fields.findIndex(({ key }) => key === field.key)
    const next = how === 'stay' ? undefined : fields[at + (how === 'next' ? 1 : -1)]
    // Before the next key comes: focus that arrives later would close what that key opens.
    flushSync(() => setReview({ typing: next?.key ?? null }))
    if (next) selectField(next)
    // A field that was missing has become an object by now.
    else focusField(list.current, review().selection[0] ?? field.key)
  }
  return (
    <section className={css.panel} aria-label={t('Fields')}>
      {missing.length > 0 ? (
        <p className={css.missing} role="status">
          {t(
            '{count, plural, one {A required field is missing: {names}.} other {# required fields are missing: {names}.}}',
            { count: missing.length, names: missing.map(({ title }) => title).join(', ') },
          )}
        </p>
      ) : null}
      <ol ref={list} className={css.list} onKeyDown={keyDown}>
        {fields.map((field, at) => (
          <FieldLine
            key={field.key}
            field={field}
            selected={field.key === selected}
            stop={field.key === selected || (selected === undefined && at === 0)}
            typing={typing === field.key}
            confirmed={field.row !== null && confirmed.has(field.row.id)}
            ariaKeys={ariaKeys}
            onTyped={(how) => typed(field, how)}
          />
        ))}
      </ol>
      {taxonomy?.fields?.length ? (
        <label className={css.add}>
          {t('Add a value')}
          <select value="" onChange={(event) => addValue(event.currentTarget.value)}>
            <option value="">{t('of a field')}</option>
            {taxonomy.fields.map(({ name, title }) => (
              <option key={name} value={name}>
                {title ?? name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </section>
  )
}
