import { Button, Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { discardRefused, retryRefused, useSaveState, wakeOutbox } from '../api/outbox.ts'
import type { SaveWord } from '../api/outbox-queue.ts'
import { useTransport } from '../api/transport.ts'
import { t } from '../i18n/t.ts'
import css from './save-state.module.css'

const WORDS: Readonly<Record<SaveWord, string>> = {
  saved: t('Saved'),
  saving: t('Saving'),
  offline: t('Offline'),
  waiting: t('Waiting'),
  conflict: t('Conflict'),
  refused: t('Not saved'),
}

const explain = (word: SaveWord, pending: number, reason: string | null): string => {
  const kept =
    pending === 0
      ? t('Nothing is waiting to be sent.')
      : t('{pending, plural, one {# change} other {# changes}} kept on this machine.', { pending })
  switch (word) {
    case 'saved':
      return t('Everything is in the project. There is nothing to save.')
    case 'saving':
      return t('{pending, plural, one {# change} other {# changes}} on the way to the project.', { pending })
    case 'offline':
      return t('The desk does not answer. {kept} It goes out by itself as soon as the desk is back.', { kept })
    case 'waiting':
      return `${reason ?? t('The project cannot be written now.')} ${kept}`
    case 'conflict':
      return t('Somebody changed the same work meanwhile. Decide what becomes of yours.')
    case 'refused':
      return t('The project did not take this work. It is kept here until you decide.')
  }
}

const entryLabel = (entry: { readonly name: string; readonly input: object }): string =>
  'label' in entry.input && typeof entry.input.label === 'string'
    ? entry.input.label
    : entry.name === 'review.submit'
      ? t('a verdict')
      : t('a step of undo or redo')

/** The save state as a word, always in the same place; what stands behind it, one click away. */
export const SaveStateWord = (): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <Popover trapFocus returnFocus opened={open} onChange={setOpen} position="bottom-end" width={340}>
      <Popover.Target>
        <button type="button" className={css.word} onClick={() => setOpen(!open)}>
          <Word />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Save state')}>
        <Behind />
      </Popover.Dropdown>
      <Said />
    </Popover>
  )
}

/** While nothing needs anybody, a desk that does not answer is what is told. */
const useWord = (): SaveWord => {
  const word = useSaveState((save) => save.word)
  const offline = useTransport((now) => now.state === 'offline')
  return offline && (word === 'saved' || word === 'saving') ? 'offline' : word
}

const Word = (): ReactNode => {
  const word = useWord()
  return (
    <span className={css.state} data-word={word}>
      <span className={css.dot} aria-hidden />
      <span className={css.label}>{WORDS[word]}</span>
    </span>
  )
}

/** For screen readers: what does not mend itself. */
const Said = (): ReactNode => {
  const word = useWord()
  const calm = word === 'saved' || word === 'saving'
  const pending = useSaveState((save) => (calm ? 0 : save.pending))
  return (
    <span className={css.said} role="status">
      {calm ? '' : explain(word, pending, null)}
    </span>
  )
}

const Behind = (): ReactNode => {
  const save = useSaveState()
  const word = useWord()
  return (
    <>
      <p>{explain(word, save.pending, save.reason?.message ?? null)}</p>
      {word === 'waiting' || word === 'offline' ? (
        <Button mt="xs" onClick={wakeOutbox}>
          {t('Try now')}
        </Button>
      ) : null}
      {save.refused.map((entry) => (
        <div key={entry.seq} className={css.refused}>
          <p className={css.what}>{entryLabel(entry)}</p>
          <p>{entry.failure.message}</p>
          <div className={css.acts}>
            <Button onClick={() => void retryRefused(entry.seq)}>{t('Send again')}</Button>
            <Button onClick={() => void discardRefused(entry.seq)}>{t('Discard mine')}</Button>
          </div>
        </div>
      ))}
    </>
  )
}
