import type { ReactNode } from 'react'
import { t } from '../../../i18n/t.ts'
import { casePainted } from '../clockwork.ts'
import { useReview } from '../review-state.ts'
import css from './case-text.module.css'
import { TypePicker } from './relations-part.tsx'
import { SearchPanel } from './search-panel.tsx'
import { SpanText } from './span-text.tsx'

/** A text under review. */
export const CaseText = ({ id, text }: { readonly id: string; readonly text: string }): ReactNode => {
  const caseId = useReview((state) => state.desk?.open.case.id)
  const key = useReview((state) => state.desk?.open.case.key ?? '')
  const tokens = useReview((state) => state.desk?.open.case.tokens)
  return (
    <div className={css.pane}>
      <div className={css.words}>
        <SpanText
          key={caseId}
          id={id}
          name={t('Text {key}', { key })}
          text={text}
          tokens={tokens}
          scrolls
          onPainted={() => caseId && casePainted(caseId, 'text')}
        />
      </div>
      <SearchPanel turns={false} />
      <TypePicker turns={false} />
    </div>
  )
}
