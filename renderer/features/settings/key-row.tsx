import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlus, IconRotate } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Action } from '../../app/action.ts'
import { ACTIONS } from '../../app/actions.ts'
import {
  assign,
  chooseKeys,
  giveKeys,
  isReserved,
  type KeyChoice,
  keysOf,
  presetKeys,
  swapKeys,
  takenBy,
  withKey,
} from '../../app/key-assignment.ts'
import { isMac, keyCaps } from '../../app/key-name.ts'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/t.ts'
import { KeyCaps } from '../../ui/key-caps.tsx'
import css from './keys.module.css'

/** What the row is doing: waiting for a key in place of `old` (null adds one), or asking what becomes of a clash. */
type Doing =
  | { readonly name: 'rest' }
  | { readonly name: 'listening'; readonly old: string | null; readonly refused: string | null }
  | { readonly name: 'asking'; readonly old: string | null; readonly next: string; readonly others: readonly Action[] }

const REST: Doing = { name: 'rest' }
const named = (keys: string): string => keyCaps(keys).join(' ')
const list = (actions: readonly Action[]): string => actions.map(({ label }) => `“${label}”`).join(', ')

/** Hears the next key before anything else does. Escape alone stops listening. */
const useNextKey = (listening: boolean, onKeys: (keys: string | null) => void): void => {
  useEffect(() => {
    if (!listening) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.code === 'Tab') return
      event.preventDefault()
      event.stopImmediatePropagation()
      const keys = keysOf(event, isMac)
      if (event.code === 'Escape') onKeys(null)
      else if (keys !== null) onKeys(keys)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [listening, onKeys])
}

type KeyRowProps = {
  readonly action: Action
  readonly keys: readonly string[]
  readonly usual: boolean
  readonly onTold: (text: string) => void
}

/** One action, its keys, and the ways to change them. */
export const KeyRow = ({ action, keys, usual, onTold }: KeyRowProps): ReactNode => {
  const [doing, setDoing] = useState<Doing>(REST)
  const { keyChoice, setKeyChoice } = usePreferences()
  const { label } = action
  const save = (choice: KeyChoice, text: string): void => {
    setKeyChoice(choice)
    setDoing(REST)
    onTold(text)
  }
  const heard = (next: string | null): void => {
    if (doing.name !== 'listening') return
    if (next === null) {
      setDoing(REST)
      return
    }
    if (isReserved(next)) {
      setDoing({ ...doing, refused: t('{key} belongs to the browser or the system.', { key: named(next) }) })
      return
    }
    const others = takenBy(ACTIONS, assign(ACTIONS, keyChoice), action, next)
    if (others.length > 0) {
      setDoing({ name: 'asking', old: doing.old, next, others })
      return
    }
    const given = withKey(keys, doing.old, next)
    save(
      chooseKeys(ACTIONS, keyChoice, { [action.id]: given }),
      t('{key} now does: {label}.', { key: named(next), label }),
    )
  }
  useNextKey(doing.name === 'listening', heard)
  const remove = (gone: string): void => {
    const left = keys.filter((one) => one !== gone)
    save(
      chooseKeys(ACTIONS, keyChoice, { [action.id]: left }),
      t('{key} no longer does: {label}.', { key: named(gone), label }),
    )
  }
  const reset = (): void => {
    const { choice, losers } = giveKeys(ACTIONS, keyChoice, action, presetKeys(action, keyChoice.layout))
    save(
      choice,
      losers.length === 0
        ? t('“{label}” has its first keys again.', { label })
        : t('“{label}” has its first keys again; they were taken from {others}.', { label, others: list(losers) }),
    )
  }
  return (
    <li className={css.row} data-doing={doing.name}>
      <span className={css.label}>{label}</span>
      <span className={css.keys}>
        {keys.map((one) => (
          <button
            key={one}
            type="button"
            className={css.key}
            aria-label={t('Change the key {key} of “{label}”', { key: named(one), label })}
            data-listening={doing.name === 'listening' && doing.old === one}
            onClick={() => setDoing({ name: 'listening', old: one, refused: null })}
          >
            <KeyCaps keys={one} />
          </button>
        ))}
        <Tooltip label={t('Add a key')}>
          <ActionIcon
            aria-label={t('Add a key to “{label}”', { label })}
            onClick={() => setDoing({ name: 'listening', old: null, refused: null })}
          >
            <IconPlus size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('Reset')} disabled={usual}>
          <ActionIcon
            aria-label={t('Reset the keys of “{label}”', { label })}
            disabled={usual}
            className={css.reset}
            onClick={reset}
          >
            <IconRotate size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </span>
      {doing.name === 'listening' ? (
        <p className={css.asked} role="status">
          {doing.refused} {t('Press the new key. Esc leaves it as it is.')}
          {doing.old === null ? null : (
            <Button onClick={() => remove(doing.old ?? '')}>{t('Take the key away')}</Button>
          )}
        </p>
      ) : null}
      {doing.name === 'asking' ? (
        <Asking action={action} keys={keys} doing={doing} save={save} stop={() => setDoing(REST)} />
      ) : null}
    </li>
  )
}

type AskingProps = {
  readonly action: Action
  readonly keys: readonly string[]
  readonly doing: Extract<Doing, { readonly name: 'asking' }>
  readonly save: (choice: KeyChoice, text: string) => void
  readonly stop: () => void
}

/** The key does something else: exchange the two, take it away there, or leave it. */
const Asking = ({ action, keys, doing, save, stop }: AskingProps): ReactNode => {
  const choice = usePreferences((preferences) => preferences.keyChoice)
  const { old, next, others } = doing
  const { label } = action
  const key = named(next)
  const [other] = others
  const swapped =
    old !== null && other !== undefined && others.length === 1
      ? swapKeys(ACTIONS, choice, [action, old], [other, next])
      : null
  return (
    <div className={css.asked} role="alert">
      <span>{t('{key} already does: {others}.', { key, others: list(others) })}</span>
      {swapped === null || old === null ? null : (
        <Button
          onClick={() =>
            save(
              swapped,
              t('{key} now does “{label}”, and {old} does {others}.', {
                key,
                label,
                old: named(old),
                others: list(others),
              }),
            )
          }
        >
          {t('Swap the two')}
        </Button>
      )}
      <Button
        onClick={() =>
          save(
            giveKeys(ACTIONS, choice, action, withKey(keys, old, next)).choice,
            t('{key} now does “{label}”, and no longer {others}.', { key, label, others: list(others) }),
          )
        }
      >
        {t('Take it from there')}
      </Button>
      <Button onClick={stop}>{t('Leave it')}</Button>
    </div>
  )
}
