import { type ReactNode, useState } from 'react'
import type { LINEAGE_NODES, LineageEdge, LineageNode } from '../../../shared/model/lineage.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import css from './datasets.module.css'
import { showLineage } from './datasets-state.ts'

/** CSS pixels. */
const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [172, 40, 84, 12]

const KIND_WORDS: Readonly<Record<LineageNode['kind'], string>> = {
  source: t('Sources'),
  model: t('Models'),
  dataset: t('Dataset versions'),
  taxonomy: t('Taxonomy versions'),
  batch: t('Batches'),
}

const edgeText = (is: LineageEdge['is'], from: string, to: string): string => {
  switch (is) {
    case 'gave':
      return t('{from} gave cases to {to}', { from, to })
    case 'grew-into':
      return t('{from} grew into {to}', { from, to })
    case 'trained':
      return t('{from} trained {to}', { from, to })
    case 'defined':
      return t('{from} defined the labels of {to}', { from, to })
    case 'failed-into':
      return t('Failures of {from} became data of {to}', { from, to })
    case 'left-in':
      return t('{from} left in batch {to}', { from, to })
    case 'continued':
      return t('{from} was continued by {to}', { from, to })
  }
}

/** Left to right as data flows: where cases come from, what labels mean, what was frozen, what learnt from it, what left. */
const COLUMNS = ['source', 'taxonomy', 'dataset', 'model', 'batch'] as const satisfies (typeof LINEAGE_NODES)[number][]

type Placed = { readonly node: LineageNode; readonly x: number; readonly y: number }

const place = (nodes: readonly LineageNode[]): ReadonlyMap<string, Placed> => {
  const columns = COLUMNS.filter((kind) => nodes.some((node) => node.kind === kind))
  return new Map(
    columns.flatMap((kind, column) =>
      nodes
        .filter((node) => node.kind === kind)
        .sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''))
        .map((node, row): [string, Placed] => [
          node.id,
          { node, x: column * (WIDTH + GAP_X), y: 24 + row * (HEIGHT + GAP_Y) },
        ]),
    ),
  )
}

/** From the side of one node to the side of the other; within a column along its right side. */
const pathOf = (a: Placed, b: Placed): string => {
  const [y1, y2] = [a.y + HEIGHT / 2, b.y + HEIGHT / 2]
  if (a.x === b.x) {
    const x = a.x + WIDTH
    return `M ${x} ${y1} C ${x + 40} ${y1}, ${x + 40} ${y2}, ${x} ${y2}`
  }
  const [x1, x2] = a.x < b.x ? [a.x + WIDTH, b.x] : [a.x, b.x + WIDTH]
  const middle = (x1 + x2) / 2
  return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`
}

/** A taxonomy version's name is its number. */
const wordedName = (node: LineageNode | undefined): string | undefined =>
  node?.kind === 'taxonomy' ? t('Taxonomy {version}', { version: node.name }) : node?.name

/** What grew from what. Choosing a thing shows what it is joined to, in words too. */
export const LineageGraph = (): ReactNode => {
  const { value, failure } = useQuery('lineage.graph', {}, ['project.changed', 'taxonomy.published'])
  const [chosen, setChosen] = useState<string | null>(null)
  if (failure !== null) return <Notice tone="error">{failure.message}</Notice>
  if (value === null || value.nodes.length === 0) return null
  const placed = place(value.nodes)
  const places = [...placed.values()]
  const width = Math.max(...places.map(({ x }) => x)) + WIDTH + 48
  const height = Math.max(...places.map(({ y }) => y)) + HEIGHT + 8
  const joined = value.edges.filter(({ from, to }) => from === chosen || to === chosen)
  const near = new Set(joined.flatMap(({ from, to }) => [from, to]))
  const nameOf = (id: string): string => wordedName(placed.get(id)?.node) ?? id
  const left = Object.entries(value.left).filter(([, number]) => number > 0)
  return (
    <section aria-labelledby="lineage-graph">
      <h2 id="lineage-graph" className={css.heading}>
        {t('What grew from what')}
      </h2>
      <div className={css.graph}>
        <div className={css.canvas} style={{ inlineSize: width, blockSize: height }}>
          <svg width={width} height={height} aria-hidden className={css.edges}>
            {value.edges.map((edge) => {
              const [a, b] = [placed.get(edge.from), placed.get(edge.to)]
              if (!a || !b) return null
              const lit = chosen === null || edge.from === chosen || edge.to === chosen
              return (
                <path
                  key={`${edge.from} ${edge.to} ${edge.is}`}
                  d={pathOf(a, b)}
                  data-is={edge.is}
                  data-lit={lit || undefined}
                />
              )
            })}
          </svg>
          {COLUMNS.map((kind) => {
            const first = places.find(({ node }) => node.kind === kind)
            return first === undefined ? null : (
              <span key={kind} className={css.column} style={{ left: first.x, width: WIDTH }}>
                {KIND_WORDS[kind]}
              </span>
            )
          })}
          {places.map(({ node, x, y }) => (
            <button
              key={node.id}
              type="button"
              className={css.node}
              style={{ left: x, top: y, width: WIDTH, height: HEIGHT }}
              aria-pressed={chosen === node.id}
              data-far={(chosen !== null && chosen !== node.id && !near.has(node.id)) || undefined}
              onClick={() => {
                setChosen(chosen === node.id ? null : node.id)
                if (node.kind === 'model' || node.kind === 'dataset') showLineage({ kind: node.kind, name: node.name })
              }}
            >
              <span className={css.nodeName}>
                <bdi>{wordedName(node)}</bdi>
              </span>
              <span className={css.nodeFact}>
                {[
                  ...(node.cases === null
                    ? []
                    : [t('{cases, plural, one {# case} other {# cases}}', { cases: node.cases })]),
                  ...(node.at === null ? [] : [moment(node.at)]),
                ].join(' · ')}
              </span>
            </button>
          ))}
        </div>
      </div>
      {left.length === 0 ? null : (
        <p className={css.fact}>
          {t('Older ones are not drawn: {list}', {
            list: left.map(([kind, number]) => `${number} ${kind}`).join(', '),
          })}
        </p>
      )}
      <ul className={css.plain} aria-live="polite">
        {joined.map(({ from, to, is }) => (
          <li key={`${from} ${to} ${is}`}>{edgeText(is, nameOf(from), nameOf(to))}</li>
        ))}
      </ul>
    </section>
  )
}
