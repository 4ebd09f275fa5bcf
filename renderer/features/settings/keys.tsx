import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import type { Action } from '../../app/action.ts'
import { ACTIONS } from '../../app/actions.ts'
import { KEY_LAYOUTS, keysFileText, presetKeys, readKeysFile } from '../../app/key-assignment.ts'
import { keyCaps } from '../../app/key-name.ts'
import { useAllKeys } from '../../app/keys.ts'
import { fits } from '../../app/palette.tsx'
import { USUAL_KEYS, usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import page from '../../ui/page.module.css'
import { saveText } from '../../ui/save-text.ts'
import { KeyRow } from './key-row.tsx'
import css from './keys.module.css'

const HANDS = { left: t('Left hand'), right: t('Right hand') }

type Told = { readonly tone: 'error' | 'plain'; readonly text: string }

/** What came of a keys file, in words. */
const takeFile = async (file: File): Promise<Told> => {
  const read = readKeysFile(await file.text(), ACTIONS)
  const name = file.name
  if (read.ok) {
    usePreferences.getState().setKeyChoice(read.choice)
    return {
      tone: 'plain',
      text:
        read.unknown.length === 0
          ? t('The keys of {name} are in use.', { name })
          : t('The keys of {name} are in use. Left out, since this version has no such action: {unknown}.', {
              name,
              unknown: read.unknown.join(', '),
            }),
    }
  }
  switch (read.reason) {
    case 'not-json':
      return { tone: 'error', text: t('{name} is not JSON. Choose a file that “Save as file” made.', { name }) }
    case 'not-keys':
      return {
        tone: 'error',
        text: t('{name} is not a file of keys: {field} {problem}. Nothing was changed.', {
          name,
          field: read.field === '' ? t('the whole') : `“${read.field}”`,
          problem: read.problem,
        }),
      }
    case 'clash':
      return {
        tone: 'error',
        text: t('{name} gives {key} to both “{one}” and “{other}”. Mend the file; nothing was changed.', {
          name,
          key: keyCaps(read.keys).join(' '),
          one: read.actions[0].label,
          other: read.actions[1].label,
        }),
      }
  }
}

const FileActs = ({ onTold }: { readonly onTold: (told: Told | null) => void }): ReactNode => {
  const input = useRef<HTMLInputElement>(null)
  const { keyChoice, setKeyChoice } = usePreferences()
  const isUsual = keyChoice.layout === 'left' && Object.keys(keyChoice.keys).length === 0
  return (
    <div className={css.acts}>
      <Button onClick={() => saveText('second-look-keys.json', 'application/json', keysFileText(keyChoice))}>
        {t('Save as file')}
      </Button>
      <Button onClick={() => input.current?.click()}>{t('Load a file')}</Button>
      <input
        ref={input}
        type="file"
        hidden
        accept="application/json,.json"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void takeFile(file).then(onTold)
        }}
      />
      <Button
        disabled={isUsual}
        onClick={() => {
          setKeyChoice(USUAL_KEYS)
          onTold({ tone: 'plain', text: t('All keys are as at first.') })
        }}
      >
        {t('Reset all')}
      </Button>
    </div>
  )
}

const matches = (action: Action, keys: readonly string[], typed: string): boolean =>
  fits(action, typed) ||
  keys.some((one) => keyCaps(one).join(' ').toLocaleLowerCase() === typed.trim().toLocaleLowerCase())

/** Every action with its keys: to be found, changed, given another hand's places, and carried to another machine. */
export const Keys = (): ReactNode => {
  const [typed, setTyped] = useState('')
  const [told, setTold] = useState<Told | null>(null)
  const { keyChoice, setKeyChoice } = usePreferences()
  const assigned = useAllKeys()
  const found = ACTIONS.filter((action) => matches(action, assigned.get(action.id) ?? [], typed))
  const groups = Map.groupBy(found, ({ group }) => group)
  return (
    <section aria-labelledby="keys">
      <h2 id="keys" className={page.heading}>
        {t('Keys')}
      </h2>
      <div className={css.head}>
        <span id="key-layout">{t('The hand that works alone')}</span>
        <SegmentedControl
          aria-labelledby="key-layout"
          data={KEY_LAYOUTS.map((value) => ({ value, label: HANDS[value] }))}
          value={keyChoice.layout}
          onChange={(value) => {
            const layout = KEY_LAYOUTS.find((one) => one === value)
            if (layout) setKeyChoice({ ...keyChoice, layout })
          }}
        />
      </div>
      <p className={page.lead}>
        {t(
          'The right hand’s keys mirror the left’s around the middle of the keyboard. Digits and chords stay where they are.',
        )}
      </p>
      <div className={css.head}>
        <TextInput
          className={css.find}
          aria-label={t('Find an action or a key')}
          placeholder={t('Find an action or a key')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <FileActs onTold={setTold} />
      </div>
      {told === null ? null : <Notice tone={told.tone}>{told.text}</Notice>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard. */}
      <section className={css.list} aria-label={t('Actions and their keys')} tabIndex={0}>
        {[...groups].map(([group, actions]) => (
          <section key={group} aria-label={group}>
            <h3 className={css.group}>{group}</h3>
            <ul className={css.rows}>
              {actions.map((action) => (
                <KeyRow
                  key={action.id}
                  action={action}
                  keys={assigned.get(action.id) ?? []}
                  usual={String(assigned.get(action.id)) === String(presetKeys(action, keyChoice.layout))}
                  onTold={(text) => setTold({ tone: 'plain', text })}
                />
              ))}
            </ul>
          </section>
        ))}
        {found.length === 0 ? <p className={page.lead}>{t('No action is called so, and none has that key.')}</p> : null}
      </section>
    </section>
  )
}
