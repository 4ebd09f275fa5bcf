import type { ReactNode } from 'react'
import { LabelSwatch } from '../../../ui/label-swatch.tsx'
import { useReview } from '../review-state.ts'
import { styleOf } from './labels.ts'

/** How a label of the case's taxonomy looks, by its name. */
export const LabelMark = ({ name }: { readonly name: string }): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  return <LabelSwatch style={styleOf(taxonomy, name)} />
}
