import { Fragment, type ReactNode, useLayoutEffect } from 'react'
import type { Case } from '../../../shared/model/case.ts'
import type { Pane } from '../../app/action.ts'
import { takePane } from '../../app/pane.ts'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/t.ts'
import { Separator } from '../../ui/separator.tsx'
import css from './case-panes.module.css'
import { awaitParts } from './clockwork.ts'
import { CaseConversation } from './conversation/case-conversation.tsx'
import { CaseDocument } from './document/case-document.tsx'
import { handIn } from './part-in-hand.ts'
import { CasePhoto } from './photo/case-photo.tsx'
import { CaseRecord } from './record/case-record.tsx'
import { CaseText } from './text/case-text.tsx'

const OWN_PANE: Readonly<Record<Case['kind'], Pane>> = {
  image: 'photo',
  text: 'text',
  conversation: 'conversation',
  record: 'record',
  document: 'document',
}

/** The panes a case fills, its own kind's first: a photo may come with its ticket, a record with its letter. */
export const panesOf = ({ kind, content }: Case): readonly Pane[] => {
  const filled: Readonly<Record<Pane, boolean>> = {
    photo: content.image !== undefined && (content.pages?.length ?? 0) === 0,
    text: content.text !== undefined,
    conversation: (content.turns?.length ?? 0) > 0,
    record: Object.keys(content.fields ?? {}).length > 0 || (content.items?.length ?? 0) > 0,
    document: (content.pages?.length ?? 0) > 0,
  }
  const own = OWN_PANE[kind]
  const order: readonly Pane[] = [own, 'photo', 'document', 'conversation', 'text', 'record']
  return [...new Set(order)].filter((pane) => filled[pane])
}

type PaneViewProps = { readonly id: string; readonly pane: Pane; readonly item: Case }

const PaneView = ({ id, pane, item }: PaneViewProps): ReactNode => {
  switch (pane) {
    case 'photo':
      return <CasePhoto id={id} />
    case 'text':
      return <CaseText id={id} text={item.content.text ?? ''} />
    case 'conversation':
      return <CaseConversation id={id} item={item} />
    case 'record':
      return <CaseRecord id={id} item={item} />
    case 'document':
      return <CaseDocument id={id} item={item} />
  }
}

/** Percent that a pane keeps at least. */
const LEAST = 15
const USUAL_MAIN = 60

/** How the panes share the case: the first one's percent of the width, and the others' percents of the height beside it. */
const useShares = (panes: readonly Pane[]) => {
  const key = panes.join(' ')
  const kept = usePreferences((preferences) => preferences.paneShares[key])
  const even = panes.slice(1).map(() => 100 / (panes.length - 1))
  const shares = kept?.length === panes.length ? kept : [USUAL_MAIN, ...even]
  const set = (changed: readonly number[]): void => usePreferences.getState().setPaneShares(key, changed)
  return { main: shares[0] ?? USUAL_MAIN, heights: shares.slice(1), set }
}

/** Percents a pixel is worth, along the way that the separator moves. */
const perPixel = (separator: HTMLElement): number => {
  const whole = separator.parentElement?.getBoundingClientRect()
  const upright = separator.getAttribute('aria-orientation') === 'vertical'
  return 100 / Math.max(1, (upright ? whole?.width : whole?.height) ?? 1)
}

/** A document's page in sight is painted as a photo is. */
const paintedAs = (pane: Pane): Pane => (pane === 'document' ? 'photo' : pane)

/** Everything of the case, side by side where it is of several kinds. The first pane is the one with the id `case-desk`. */
export const CasePanes = ({ item }: { readonly item: Case }): ReactNode => {
  const panes = panesOf(item)
  const [first = null, ...others] = panes
  const { main, heights, set } = useShares(panes)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each case begins in its own pane.
  useLayoutEffect(() => takePane(first), [item.id, first])
  const parts = panes.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is new each time, what is in it is not.
  useLayoutEffect(() => awaitParts(item.id, panes.map(paintedAs)), [item.id, parts])
  if (first === null) return <Empty item={item} />
  return (
    <div className={css.panes}>
      <PaneFrame pane={first} share={others.length === 0 ? null : main}>
        <PaneView id="case-desk" pane={first} item={item} />
      </PaneFrame>
      {others.length === 0 ? null : (
        <>
          <Separator
            label={t('Width of the first part')}
            between="columns"
            grows="before"
            value={main}
            min={LEAST}
            max={100 - LEAST}
            usual={USUAL_MAIN}
            step={5}
            perPixel={perPixel}
            onValue={(next) => set([next, ...heights])}
          />
          <div className={css.stack}>
            {others.map((pane, i) => {
              const pair = (heights[i] ?? 0) + (heights[i + 1] ?? 0)
              return (
                <Fragment key={pane}>
                  <PaneFrame pane={pane} share={i === others.length - 1 ? null : (heights[i] ?? null)}>
                    <PaneView id={`case-desk-${pane}`} pane={pane} item={item} />
                  </PaneFrame>
                  {i === others.length - 1 ? null : (
                    <Separator
                      label={t('Height of part {number}', { number: i + 2 })}
                      between="rows"
                      grows="before"
                      value={heights[i] ?? 0}
                      min={LEAST}
                      max={pair - LEAST}
                      usual={100 / others.length}
                      step={5}
                      perPixel={perPixel}
                      onValue={(next) =>
                        set([main, ...heights.map((old, j) => (j === i ? next : j === i + 1 ? pair - next : old))])
                      }
                    />
                  )}
                </Fragment>
              )
            })}
          </div>
        </>
      )}
    </div>
  )
}

type PaneFrameProps = { readonly pane: Pane; readonly share: number | null; readonly children: ReactNode }

/** Whoever presses or focuses something in a pane gives it the hand. Without a share it takes what is left. */
const PaneFrame = ({ pane, share, children }: PaneFrameProps): ReactNode => (
  <div
    className={css.pane}
    data-case-part={pane}
    style={share === null ? undefined : { flex: `0 1 ${share}%` }}
    onFocusCapture={() => takePane(handIn(pane))}
    onPointerDownCapture={() => takePane(handIn(pane))}
  >
    {children}
  </div>
)

const Empty = ({ item }: { readonly item: Case }): ReactNode => {
  return (
    <div
      id="case-desk"
      className={css.empty}
      role="document"
      aria-label={t('Case {key}', { key: item.key })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the case takes the keyboard even where there is nothing in it.
      tabIndex={0}
    >
      <p>{t('This case has no content: only its metadata, in the details of the inspector.')}</p>
    </div>
  )
}
