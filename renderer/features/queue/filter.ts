import { create } from 'zustand'
import { printValue } from '../../../shared/domain/where/print.ts'
import { useNavigation } from '../../app/navigation.ts'

/** Fields that are filtered by ticking values. */
export const FACETS = ['status', 'label', 'verdict', 'model', 'source', 'group', 'reviewer'] as const
export type Facet = (typeof FACETS)[number]

export type Filter = {
  /** What was typed, in the query language. */
  readonly text: string
  readonly ticked: Readonly<Partial<Record<Facet, readonly string[]>>>
  /** Range of one prediction's score; null leaves that end open. */
  readonly scoreFrom: number | null
  readonly scoreTo: number | null
}

export const NO_FILTER: Filter = { text: '', ticked: {}, scoreFrom: null, scoreTo: null }

const scoreTerm = ({ scoreFrom, scoreTo }: Filter): string | null => {
  if (scoreFrom === null && scoreTo === null) return null
  if (scoreFrom === null) return `score<=${scoreTo}`
  if (scoreTo === null) return `score>=${scoreFrom}`
  return `any(score>=${scoreFrom} and score<=${scoreTo})`
}

/** One expression: what was typed and every ticked facet must hold; values of one facet are alternatives. */
export const whereOf = (filter: Filter): string => {
  const facets = FACETS.flatMap((facet) => {
    const values = filter.ticked[facet] ?? []
    return values.length === 0 ? [] : [`${facet}:${values.map(printValue).join(',')}`]
  })
  const score = scoreTerm(filter)
  const others = score === null ? facets : [...facets, score]
  const text = filter.text.trim()
  if (text === '') return others.join(' and ')
  return others.length === 0 ? text : [`(${text})`, ...others].join(' and ')
}

type FilterStore = { readonly filter: Filter }

/** The filter as its controls show it. The list is filtered by `navigation.where`, which follows it once it reads well. */
export const useFilter = create<FilterStore>(() => ({ filter: NO_FILTER }))

const apply = (filter: Filter): void => {
  useFilter.setState({ filter })
  useNavigation.getState().setFilter(whereOf(filter))
}

/** The typed part, once the desk has read it without a problem. */
export const applyText = (text: string): void => apply({ ...useFilter.getState().filter, text })

export const tick = (facet: Facet, value: string, on: boolean): void => {
  const { filter } = useFilter.getState()
  const others = (filter.ticked[facet] ?? []).filter((one) => one !== value)
  apply({ ...filter, ticked: { ...filter.ticked, [facet]: on ? [...others, value] : others } })
}

export const applyScores = (scoreFrom: number | null, scoreTo: number | null): void =>
  apply({ ...useFilter.getState().filter, scoreFrom, scoreTo })

export const clearFilter = (): void => apply(NO_FILTER)

export const tickedCount = (filter: Filter): number =>
  FACETS.reduce((sum, facet) => sum + (filter.ticked[facet]?.length ?? 0), 0) +
  (filter.scoreFrom === null && filter.scoreTo === null ? 0 : 1)

// A filter set from elsewhere (a saved view, a finding) shows as typed text, whole.
useNavigation.subscribe(({ where }) => {
  if (where !== whereOf(useFilter.getState().filter)) useFilter.setState({ filter: { ...NO_FILTER, text: where } })
})
