import { resolve } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Output as Answer } from '../../../shared/contract/table.ts'
import type { MappedName } from '../../../shared/contract/taxonomies.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import type { MigrationStep } from '../../../shared/model/migration.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { countsWords, readDraft, type WithJson } from './taxonomy-verbs.ts'
import { DONE, FINDINGS } from './verbs.ts'
import { many } from './words.ts'

const stepWords = (step: MigrationStep): string => {
  switch (step.kind) {
    case 'rename':
      return `“${step.from}” becomes “${step.to}”`
    case 'replace':
      return step.by.length === 0
        ? `“${step.name}” is deprecated without a replacement`
        : `“${step.name}” ${step.by.length === 1 ? 'is merged into' : 'is split into'} ${step.by.map((name) => `“${name}”`).join(', ')}`
    case 'remove':
      return `“${step.name}” is removed`
    case 'restore':
      return `“${step.name}” is in use again`
    case 'add':
      return `“${step.name}” is new`
    case 'move':
      return `“${step.name}” moves from ${step.from ?? 'the top'} to ${step.to ?? 'the top'}`
    case 'tighten':
      return `the ${step.of} “${step.name}” asks for more`
    case 'describe':
      return step.words
  }
}

type DryRun = Answer<'taxonomy.dryRun'>

const sayDryRun = async ({ counts, steps, total, cases }: DryRun, output: Output): Promise<void> => {
  for (const { step, rewritten, again } of steps) {
    const done = [rewritten > 0 ? `${rewritten} rewritten` : '', again > 0 ? `${again} to be seen again` : '']
    const told = done.filter((part) => part !== '').join(', ')
    await output.line(`${stepWords(step)}${told === '' ? '' : `: ${told}`}`)
  }
  for (const { key, questions } of cases.slice(0, 20))
    await output.line(
      `  ${key}: ${[...new Set(questions.map(({ about, label }) => `${about} ${label}`.trim()))].join(', ')}`,
    )
  if (total > 20) await output.line(`  and ${many(total - 20, 'case')} more`)
  output.say(`${countsWords(counts)} Nothing was changed.`)
}

export const dryRunTaxonomy = (
  project: string,
  file: string | undefined,
  options: WithJson & { withdraw?: number; failIfAgain?: number },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { withdraw, failIfAgain } = options
    if ((file === undefined) === (withdraw === undefined))
      throw new DeskError('bad-input', 'Name either a document to try, or a version with --withdraw.')
    const next = file === undefined ? { withdraw: withdraw ?? 0 } : { draft: readDraft(resolve(file)) }
    const answer = await desk.call('taxonomy.dryRun', { next, limit: 1000 })
    if (options.json) await output.json(answer)
    else await sayDryRun(answer, output)
    return failIfAgain !== undefined && answer.counts.again > failIfAgain ? FINDINGS : DONE
  })

export const withdrawTaxonomy = (
  project: string,
  version: number,
  options: WithJson & { why: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const answer = await desk.call('taxonomy.withdraw', { version, why: options.why })
    await desk.allFinished()
    if (options.json) await output.json(answer)
    else output.say(`Version ${answer.version} takes back version ${version}. ${countsWords(answer.counts)}`)
    return DONE
  })

type MapOptions = WithJson & { model?: string; clear?: boolean; open?: boolean; why: string }

const isOpen = ({ meaning, how }: MappedName): boolean => meaning === null || how === 'new'

const listNames = async (desk: CommandDesk, { json, open, model }: MapOptions, output: Output): Promise<void> => {
  const { names } = await desk.call('taxonomy.mapping', {})
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const labels = new Map(taxonomy?.labels.map(({ id, name }) => [id, name]))
  const shown = names.filter((one) => (!open || isOpen(one)) && (model === undefined || one.model === model))
  if (json) return output.json({ names: shown })
  for (const { name, model: by, count, how, meaning, suggestions } of shown) {
    const likely = suggestions.map((one) => `${one.name} (${Math.round(one.similarity * 100)} %)`).join(', ')
    const means = meaning === null ? 'nothing yet' : (labels.get(meaning) ?? meaning)
    await output.line(`${name}  ${by}  ${count}  ${how}: ${means}${likely === '' ? '' : `  perhaps ${likely}`}`)
  }
  output.say(shown.length === 0 ? 'There are no such names.' : `${many(shown.length, 'name')}.`)
}

const labelNamed = async (desk: CommandDesk, name: string): Promise<LabelId> => {
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const named = taxonomy?.labels.filter((label) => label.name === name) ?? []
  const label = named.find(({ deprecated }) => !deprecated) ?? named[0]
  if (label) return label.id
  throw new DeskError('not-found', `The taxonomy has no label "${name}". second-look taxonomy show lists them.`)
}

export const mapNames = (
  project: string,
  name: string | undefined,
  label: string | undefined,
  options: MapOptions,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    if (name === undefined) {
      await listNames(desk, options, output)
      return DONE
    }
    if ((label === undefined) === !options.clear)
      throw new DeskError('bad-input', `Name the label that "${name}" means, or take it back with --clear.`)
    const labelId = label === undefined ? null : await labelNamed(desk, label)
    const names = [{ model: options.model ?? '', name, labelId }]
    const { changed } = await desk.call('taxonomy.map', { names, why: options.why })
    await desk.allFinished()
    if (options.json) await output.json({ changed })
    else output.say(changed === 0 ? 'That was so already.' : `“${name}” means ${label ?? 'nothing in particular'} now.`)
    return DONE
  })
