import { type ReactNode, useLayoutEffect } from 'react'
import type { Case } from '../../../shared/model/case.ts'
import type { Pane } from '../../app/action.ts'
import { takePane } from '../../app/pane.ts'
import css from './case-panes.module.css'
import { casePainted } from './clockwork.ts'
import { CaseConversation } from './conversation/case-conversation.tsx'
import { CaseDocument } from './document/case-document.tsx'
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
    photo: content.image !== undefined,
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

/** Everything of the case, side by side where it is of several kinds. The first pane is the one with the id `case-desk`. */
export const CasePanes = ({ item }: { readonly item: Case }): ReactNode => {
  const panes = panesOf(item)
  const [first = null] = panes
  // biome-ignore lint/correctness/useExhaustiveDependencies: each case begins in its own pane.
  useLayoutEffect(() => takePane(first), [item.id, first])
  if (first === null) return <Empty item={item} />
  return (
    <div className={css.panes} data-panes={panes.length}>
      {panes.map((pane, index) => (
        <div
          key={pane}
          className={css.pane}
          onFocusCapture={() => takePane(pane)}
          onPointerDownCapture={() => takePane(pane)}
        >
          <PaneView id={index === 0 ? 'case-desk' : `case-desk-${pane}`} pane={pane} item={item} />
        </div>
      ))}
    </div>
  )
}

const Empty = ({ item }: { readonly item: Case }): ReactNode => {
  useLayoutEffect(() => casePainted(item.id), [item.id])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the case takes the keyboard even where there is nothing in it.
    <div id="case-desk" className={css.empty} role="document" aria-label={`Case ${item.key}`} tabIndex={0}>
      <p>This case has no content: only its metadata, in the details on the right.</p>
    </div>
  )
}
