import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useQuery } from '../api/use-query.ts'
import { KeyCaps } from '../ui/key-caps.tsx'
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

const Words = ({ step }: { readonly step: Step }): ReactNode => {
  switch (step) {
    case 'first':
      return (
        <>
          This case needs a person most. Is the prediction right? Press <KeyCaps keys="a" />. Wrong?{' '}
          <KeyCaps keys="f" />, then <KeyCaps keys="enter" />.
        </>
      )
    case 'second':
      return (
        <>
          Kept already: there is nothing to save. Judge this one too: <KeyCaps keys="a" /> correct, <KeyCaps keys="s" />{' '}
          partly, <KeyCaps keys="d" /> incomplete, <KeyCaps keys="f" /> incorrect.
        </>
      )
    case 'third':
      return (
        <>
          One more. Not sure? <KeyCaps keys="g" /> says “cannot tell”, which is an answer too.
        </>
      )
    case 'undo':
      return (
        <>
          Changed your mind? Press <KeyCaps keys="z" /> to take the last verdict back.
        </>
      )
    case 'own-file':
      return <>That is the whole loop. Now drop your own file anywhere here.</>
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
    <section className={css.line} aria-label="First steps">
      <span className={css.at}>
        {ORDER.indexOf(step) + 1} of {ORDER.length}
      </span>
      <p className={css.words} role="status">
        <Words step={step} />
      </p>
      {step === 'own-file' ? (
        <Button
          onClick={() => {
            close()
            useNavigation.getState().go('import')
          }}
        >
          Choose a file
        </Button>
      ) : null}
      <ActionIcon aria-label="Close the first steps" onClick={close}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </section>
  )
}
