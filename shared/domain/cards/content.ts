import { datasetName } from '../../model/dataset.ts'
import type { Training } from '../../model/lineage.ts'
import { type CardFacts, labelTotals } from './facts.ts'
import { limitWords, truthWords } from './limits.ts'

/** A piece of a data card; both its forms are written from these. */
export type CardPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** The first column is words, the others are numbers. */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

export type CardSection = { readonly title: string; readonly parts: readonly CardPart[] }
export type Card = { readonly title: string; readonly lead: string; readonly sections: readonly CardSection[] }

/** Rows of a table that are shown; the rest is counted. */
const MOST_ROWS = 500

const number = (value: number): string => value.toLocaleString('en')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly CardPart[] => {
  if (rows.length === 0) return []
  const left = rows.length - MOST_ROWS
  return [
    { kind: 'table', head, rows: rows.slice(0, MOST_ROWS) },
    ...(left > 0 ? [{ kind: 'text', text: `… and ${number(left)} more.` } as const] : []),
  ]
}

/** Of a section without any content there is a sentence that says so. */
const section = (title: string, parts: readonly CardPart[], empty: string): CardSection => ({
  title,
  parts: parts.length > 0 ? parts : [{ kind: 'text', text: empty }],
})

const splitParts = (facts: CardFacts): readonly CardPart[] => {
  const { bySplit, cases } = facts.version.counts
  const names = bySplit.map(({ name }) => name)
  const labels = labelTotals(facts).map(([label, total]) => [
    label,
    ...bySplit.map(({ labels: counts }) => number(counts[label] ?? 0)),
    number(total),
  ])
  return [
    { kind: 'text', text: 'Labels count objects, and cases where the label is a class.' },
    ...table(
      ['Split', 'Cases', 'Groups'],
      [
        ...bySplit.map((split) => [split.name, number(split.cases), number(split.groups)]),
        ['All', number(cases), number(bySplit.reduce((sum, { groups }) => sum + groups, 0))],
      ],
    ),
    ...table(['Label', ...names, 'All'], labels),
  ]
}

const coverageParts = ({ version }: CardFacts): readonly CardPart[] => [
  ...table(
    ['Source', 'Cases', 'Of'],
    version.coverage.bySource.map(({ source, cases, of }) => [source, number(cases), number(of)]),
  ),
  ...table(
    ['Kind', 'Cases', 'Of'],
    version.coverage.byKind.map(({ kind, cases, of }) => [kind, number(cases), number(of)]),
  ),
]

const truthParts = (facts: CardFacts): readonly CardPart[] => {
  const { byStatus, byVerdict } = facts.version.counts
  return [
    { kind: 'text', text: truthWords(facts) },
    ...table(
      ['Answer', 'Cases'],
      Object.entries(byStatus).map(([status, cases]) => [status, number(cases ?? 0)]),
    ),
    ...table(
      ['Verdict on the prediction', 'Cases'],
      Object.entries(byVerdict).map(([verdict, cases]) => [verdict, number(cases)]),
    ),
    ...table(
      ['Reviewer', 'Cases'],
      facts.reviewers.map(({ person, cases }) => [person, number(cases)]),
    ),
  ]
}

const errorParts = (facts: CardFacts): readonly CardPart[] => [
  ...table(
    ['Model', 'Reviews', 'Found wrong'],
    facts.judged.map(({ model, reviews, failures }) => [model, number(reviews), number(failures)]),
  ),
  ...table(
    ['Error type', 'Reviews'],
    facts.errors.map(({ what, reviews }) => [what, number(reviews)]),
  ),
  ...table(
    ['Cause', 'Reviews'],
    facts.causes.map(({ what, reviews }) => [what, number(reviews)]),
  ),
]

const trainedText = ({ model, at }: Training): string =>
  at === null ? `${model}, as the header of its predictions says` : `${model}, at ${at}`

const lineageParts = (facts: CardFacts): readonly CardPart[] => [
  ...(facts.ancestors.length > 0
    ? [
        {
          kind: 'text',
          text: `Grew from ${facts.ancestors.map(({ name }) => name).join(', which grew from ')}.`,
        } as const,
      ]
    : [{ kind: 'text', text: 'The first of its line.' } as const]),
  ...(facts.trained.length > 0
    ? [
        { kind: 'text', text: 'Trained on it:' } as const,
        { kind: 'list', items: facts.trained.map(trainedText) } as const,
      ]
    : []),
]

const hashParts = (facts: CardFacts): readonly CardPart[] => [
  {
    kind: 'facts',
    facts: [
      ['Merkle root (RFC 6962, SHA-256)', facts.version.root],
      ...facts.ancestors.slice(0, 1).map(({ name, root }) => [`Root of ${name}`, root] as const),
      ...facts.files.map(({ name, sha256 }) => [`SHA-256 of ${name}`, sha256] as const),
    ],
  },
]

const aboutParts = ({ version, project, taxonomy, times }: CardFacts): readonly CardPart[] => {
  const { options, counts } = version
  return [
    ...(options.note === '' ? [] : [{ kind: 'text', text: options.note } as const]),
    {
      kind: 'facts',
      facts: [
        ['Cases', number(counts.cases)],
        ['Chosen by', options.where === '' ? 'every case with an agreed answer' : options.where],
        ['Frozen', version.at],
        ['By', version.personId],
        ['Project', project.name],
        [
          'Taxonomy',
          taxonomy ? `${taxonomy.name}, version ${taxonomy.version}, ${number(taxonomy.labels)} labels` : 'none',
        ],
        ...(times
          ? [['Cases from', times.from === times.to ? times.from : `${times.from} to ${times.to}`] as const]
          : []),
        ['Edge cases', number(counts.edgeCases)],
        ['Golden cases', number(counts.golden)],
        [
          'Splits asked for',
          options.splits.map(({ name, share }) => `${name} ${Number((share * 100).toFixed(2))} %`).join(', '),
        ],
        [
          'Kept in one split',
          options.groupBy === '' ? 'near-duplicates' : `the same ${options.groupBy}, and near-duplicates`,
        ],
        ['Seed', String(options.seed)],
        ['Id', version.id],
      ],
    },
  ]
}

/** What a data card of the version says. Names and notes stand in it as they are: whoever writes it out escapes them. */
export const cardOf = (facts: CardFacts): Card => ({
  title: datasetName(facts.version),
  lead: 'A dataset version: cases of a model’s production with the answers that people agreed on, frozen and hashed.',
  sections: [
    section('What it is', aboutParts(facts), ''),
    section('Splits and labels', splitParts(facts), 'It holds no case.'),
    section('Where it comes from', coverageParts(facts), 'Its cases name no source.'),
    section('How its answers were found', truthParts(facts), ''),
    section('What models got wrong', errorParts(facts), 'Its answers judge no prediction.'),
    section('Known limits', [{ kind: 'list', items: limitWords(facts) }], ''),
    section('Lineage', lineageParts(facts), ''),
    section('Hashes', hashParts(facts), ''),
  ],
})
