import type { Action } from '../../app/action.ts'
import { direction } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import {
  addHere,
  chosenLabel,
  deleteChosen,
  findLabel,
  focusName,
  focusSoon,
  isNew,
  SUMMARY_ID,
  stepChosen,
  toggleDeprecated,
} from './label-acts.ts'
import { nextProblem } from './problems.ts'
import { isChanged, redo, SECTIONS, type Section, showSection, taxonomy, undo } from './taxonomy-state.ts'

const ready = (): boolean => taxonomy().phase.name === 'ready'
/** Keys that change a label mean the one in sight. */
const onLabel = (): boolean => ready() && taxonomy().section === 'labels' && chosenLabel() !== null
/** In a text, Alt and arrows move the caret by words on some systems. */
const notTyping = (): boolean =>
  !(document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement)

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const group = (name: string, parts: readonly Part[]): readonly Action[] =>
  parts.map((part) => ({ group: name, scope: 'taxonomy', when: ready, ...part }))

const [IN, OUT] = direction === 'rtl' ? ['alt+left', 'alt+right'] : ['alt+right', 'alt+left']

const labels = group(t('Labels'), [
  { id: 'taxonomy.find', label: t('Find a label'), keys: ['slash'], run: findLabel },
  { id: 'taxonomy.add', label: t('Add a label'), keys: ['n'], run: () => addLabelHere(false) },
  {
    id: 'taxonomy.add-below',
    label: t('Add a label under this one'),
    keys: ['shift+n'],
    when: onLabel,
    run: () => addHere(true),
  },
  { id: 'taxonomy.rename', label: t('Rename the label'), keys: ['f2'], when: onLabel, run: focusName },
  {
    id: 'taxonomy.deprecate',
    label: t('Take the label out of use, or use it again'),
    keys: ['d'],
    when: onLabel,
    run: toggleDeprecated,
  },
  {
    id: 'taxonomy.delete',
    label: t('Delete the new label'),
    keys: ['delete'],
    when: () => {
      const label = onLabel() ? chosenLabel() : null
      return label !== null && isNew(label)
    },
    run: deleteChosen,
  },
  ...(
    [
      ['up', t('Move the label up'), 'alt+up'],
      ['down', t('Move the label down'), 'alt+down'],
      ['in', t('Move the label under the one above'), IN],
      ['out', t('Move the label out from its parent'), OUT],
    ] as const
  ).map(
    ([step, label, keys]): Part => ({
      id: `taxonomy.move.${step}`,
      label,
      keys: [keys],
      when: () => onLabel() && notTyping(),
      run: () => stepChosen(step),
      repeats: true,
    }),
  ),
])

function addLabelHere(below: boolean): void {
  showSection('labels')
  addHere(below)
}

const SECTION_ACTIONS: Readonly<Record<Section, string>> = {
  labels: t('Show the labels'),
  attributes: t('Show the attributes'),
  relationTypes: t('Show the relation types'),
  fields: t('Show the fields'),
  causes: t('Show the causes'),
  constraints: t('Show the constraints'),
  guideline: t('Show the guideline'),
  mapping: t('Show the names that models use'),
  versions: t('Show the versions'),
}

const draft = group(t('Draft'), [
  { id: 'taxonomy.undo', label: t('Undo'), keys: ['z', 'mod+z'], run: undo, repeats: true },
  { id: 'taxonomy.redo', label: t('Redo'), keys: ['shift+z', 'mod+shift+z'], run: redo, repeats: true },
  { id: 'taxonomy.problem', label: t('Go to the next problem'), keys: ['f8'], run: nextProblem },
  {
    id: 'taxonomy.publish',
    label: t('Publish the draft'),
    keys: ['mod+enter'],
    when: () => ready() && isChanged(taxonomy()),
    run: () => focusSoon(SUMMARY_ID),
  },
  ...SECTIONS.map(
    (section): Part => ({
      id: `taxonomy.show.${section}`,
      label: SECTION_ACTIONS[section],
      keys: [],
      run: () => showSection(section),
    }),
  ),
])

/** Everything a person can do on the taxonomy's screen. */
export const taxonomyActions: readonly Action[] = [...labels, ...draft]
