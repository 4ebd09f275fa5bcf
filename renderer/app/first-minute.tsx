import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useQuery } from '../api/use-query.ts'
import { t } from '../i18n/t.ts'
import { tx } from '../i18n/tx.tsx'
import { ActionKey } from '../ui/key-caps.tsx'
import { useProject } from './desk.ts'
import css from './first-minute.module.css'
import { useNavigation } from './navigation.ts'
import { usePreferences } from './preferences.ts'

/** How far a newcomer is; each step is passed by doing it. */
type Step = 'first' | 'second' | 'third' | 'undo' | 'own-file'

const ORDER: readonly Step[] = ['first', 'second', 'third', 'undo', 'own-file']

/** Read from facts: how many cases have a verdict, and whether something stands to be redone, which only undo leaves. */
export const stepOf = (reviewed: number, undone: boolean): Step => {
  if (undone) return 'own-file'
  if (reviewed >= 3) return 'undo'
  return reviewed === 2 ? 'third' : reviewed === 1 ? 'second' : 'first'
}

const KEYS = {
  correct: <ActionKey action="review.verdict.correct" />,
  partly: <ActionKey action="review.verdict.partially-correct" />,
  incomplete: <ActionKey action="review.verdict.incomplete" />,
  incorrect: <ActionKey action="review.verdict.incorrect" />,
  unsure: <ActionKey action="review.verdict.cannot-tell" />,
  take: <ActionKey action="review.confirm" />,
  undo: <ActionKey action="review.undo" />,
}

const words = (step: Step): ReactNode => {
  switch (step) {
    case 'first':
      return tx(
        'This case needs a person most. Is the prediction right? Press {correct}. Wrong? {incorrect}, then {take}.',
        KEYS,
      )
    case 'second':
      return tx(
        'Kept already: there is nothing to save. Judge this one too: {correct} correct, {partly} partly, {incomplete} incomplete, {incorrect} incorrect.',
        KEYS,
      )
    case 'third':
      return tx('One more. Not sure? {unsure} says “cannot tell”, which is an answer too.', KEYS)
    case 'undo':
      return tx('Changed your mind? Press {undo} to take the last verdict back.', KEYS)
    case 'own-file':
      return t('That is the whole loop. Now drop your own file anywhere here.')
  }
}

/** One line at a time on a fresh sample: three verdicts, one undo, then the person's own file. */
export const FirstMinute = (): ReactNode => {
  const project = useProject()
  const wanted = usePreferences((preferences) => preferences.promptsFor)
  const onCase = useNavigation((navigation) => navigation.screen === 'review' && navigation.queueMode === 'panel')
  // Kept here, where it outlives a look at another screen: what was learned stays learned.
  const [reached, setReached] = useState<Step>('first')
  const id = project?.project.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: another project begins anew.
  useEffect(() => setReached('first'), [id])
  return onCase && id !== undefined && id === wanted ? <Prompts reached={reached} onReached={setReached} /> : null
}

type PromptsProps = { readonly reached: Step; readonly onReached: (step: Step) => void }

const Prompts = ({ reached, onReached }: PromptsProps): ReactNode => {
  const overview = useQuery('project.overview', {}, ['case.changed'])
  const history = useQuery('review.history', {}, ['case.changed'])
  const reviewed = overview.value?.counts.reviewed ?? 0
  const now = stepOf(reviewed, history.value?.redo != null)
  // An undo lowers the count again: what was learned stays learned, but only after the three verdicts.
  const counts = now === 'own-file' && ORDER.indexOf(reached) < ORDER.indexOf('undo') ? stepOf(reviewed, false) : now
  const step = ORDER.indexOf(counts) > ORDER.indexOf(reached) ? counts : reached
  useEffect(() => onReached(step), [step, onReached])
  const close = (): void => usePreferences.getState().setPrompts(null)
  return (
    <section className={css.line} aria-label={t('First steps')}>
      <span className={css.at}>{t('{place} of {total}', { place: ORDER.indexOf(step) + 1, total: ORDER.length })}</span>
      <p className={css.words} role="status">
        {words(step)}
      </p>
      {step === 'own-file' ? (
        <Button
          onClick={() => {
            close()
            useNavigation.getState().go('import')
          }}
        >
          {t('Choose a file')}
        </Button>
      ) : null}
      <ActionIcon aria-label={t('Close the first steps')} onClick={close}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </section>
  )
}
