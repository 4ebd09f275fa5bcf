import { missedShares } from '../../model/dataset.ts'
import { type CardFacts, labelTotals } from './facts.ts'

const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : more}`

/** Names, and how many are not named. */
export const listed = (names: readonly string[], most = 20): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`

/** How the agreed answer of a case was found, in a sentence. */
export const truthWords = ({ version }: CardFacts): string => {
  const { truth, importedTruth } = version.options
  const imported = importedTruth
    ? 'Annotations imported as truth count as answers.'
    : 'Annotations imported as truth do not count.'
  switch (truth.by) {
    case 'equal':
      return `One reviewer’s answer stands; where several reviewed a case, all of them say the same, or an adjudicator decided. ${imported}`
    case 'majority':
      return `Where several reviewed a case, at least ${percent(truth.share)} of them and ${truth.atLeast} people say the same, or an adjudicator decided. ${imported}`
    case 'reviewer':
      return `Where several reviewed a case and differ, the answer of ${truth.reviewer} stands, unless an adjudicator decided. ${imported}`
  }
}

/** What was looked at and is not in it, a sentence for each reason. */
export const leftOutWords = ({ version }: CardFacts): readonly string[] => {
  const { unanswered = 0, undecided = 0, uncorrected = 0, outdated = 0 } = version.counts.leftOut
  return [
    ...(unanswered > 0 ? [`${many(unanswered, 'case')} left out: nobody reviewed them.`] : []),
    ...(undecided > 0 ? [`${many(undecided, 'case')} left out: people differ, and nobody decided.`] : []),
    ...(uncorrected > 0 ? [`${many(uncorrected, 'case')} left out: judged wrong and not corrected.`] : []),
    ...(outdated > 0 ? [`${many(outdated, 'case')} left out: the newer taxonomy asks a question that is open.`] : []),
  ]
}

/** A label with fewer than this in a split says little about how a model does on it. */
const FEW = 10

const rareLabels = (facts: CardFacts): readonly string[] =>
  labelTotals(facts).flatMap(([label, count]) => (count < FEW ? [label] : []))

const absentFromSplits = (facts: CardFacts): readonly string[] => {
  const splits = facts.version.counts.bySplit.filter(({ cases }) => cases > 0)
  if (splits.length < 2) return []
  return labelTotals(facts).flatMap(([label]) => {
    const without = splits.filter(({ labels }) => (labels[label] ?? 0) === 0).map(({ name }) => name)
    return without.length === 0 ? [] : [`${label} (${without.join(', ')})`]
  })
}

const duplicateWords = ({ version }: CardFacts): readonly string[] => {
  const { text, image } = version.options.nearDuplicates
  const unlooked = [...(text === null ? ['texts'] : []), ...(image === null ? ['images'] : [])]
  return [
    ...(unlooked.length > 0 ? [`Near-duplicates among ${unlooked.join(' and ')} were not looked for.`] : []),
    ...(version.counts.notCompared > 0
      ? [
          `${many(version.counts.notCompared, 'case')} had a picture that could not be read, and was compared with none.`,
        ]
      : []),
  ]
}

/** Why shares are not what was asked for; nothing is blamed that is not there. */
const unevenBy = ({ version: { counts, options, parent } }: CardFacts): string => {
  const groups = counts.bySplit.reduce((sum, split) => sum + split.groups, 0)
  const together = [
    ...(groups > 0 && groups < counts.cases ? ['groups'] : []),
    ...(counts.nearDuplicates > 0 ? ['near-duplicates'] : []),
  ]
  const reasons = [
    ...(together.length > 0 ? [`${together.join(' and ')} stay together`] : []),
    ...(options.keepSplits && parent !== null ? ['cases keep the split they had in the version before'] : []),
  ]
  return reasons.length > 0 ? reasons.join(', and ') : 'there are too few cases to part them more evenly'
}

const shareWords = (facts: CardFacts): readonly string[] => {
  const { counts, options } = facts.version
  const missed = missedShares(counts, options.splits).map(
    ({ name, share, asked }) =>
      `${name} holds ${percent(share)} of the cases instead of ${percent(asked)}: ${unevenBy(facts)}.`,
  )
  const worst = counts.worstShare
  if (worst === null || worst.difference <= 0.01) return missed
  return [
    ...missed,
    `${worst.label} has a share in ${worst.split} that differs from the whole by ${percent(worst.difference)}: ${unevenBy(facts)}.`,
  ]
}

/** What the numbers say that the version is not good for. Nothing is guessed: each sentence follows from a count. */
export const limitWords = (facts: CardFacts): readonly string[] => {
  const { counts, coverage } = facts.version
  const rare = rareLabels(facts)
  const absent = absentFromSplits(facts)
  const uncovered = coverage.bySource.filter(({ cases }) => cases === 0).map(({ source }) => source)
  const single = counts.byStatus.single ?? 0
  return [
    `It holds ${many(counts.cases, 'case')} of the ${coverage.casesInProject.toLocaleString('en')} in its project; which of them were reviewed was the queue’s choice, so shares are not those of production.`,
    ...(single > 0 ? [`${percent(single / Math.max(1, counts.cases))} of the answers rest on one person.`] : []),
    ...(coverage.missingLabels.length > 0 ? [`Labels without any example: ${listed(coverage.missingLabels)}.`] : []),
    ...(rare.length > 0 ? [`Labels with fewer than ${FEW} examples: ${listed(rare)}.`] : []),
    ...(absent.length > 0 ? [`Labels that a split lacks: ${listed(absent)}.`] : []),
    ...(uncovered.length > 0 ? [`Sources that gave no case: ${listed(uncovered)}.`] : []),
    ...leftOutWords(facts),
    ...duplicateWords(facts),
    ...shareWords(facts),
  ]
}
