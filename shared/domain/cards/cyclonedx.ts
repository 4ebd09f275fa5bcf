import { datasetName } from '../../model/dataset.ts'
import type { JsonObject } from '../../model/json.ts'
import type { CardFacts } from './facts.ts'
import { limitWords, truthWords } from './limits.ts'

const property = (name: string, value: string | number): JsonObject => ({
  name: `second-look:${name}`,
  value: String(value),
})

const datasetRef = (name: string): string => `dataset:${name}`
const modelRef = (name: string): string => `model:${name}`
const taxonomyRef = (version: number): string => `taxonomy:${version}`

/** "shelf@8" in the two parts that a component has. */
const named = (full: string): JsonObject => {
  const at = full.lastIndexOf('@')
  return at > 0 ? { name: full.slice(0, at), version: full.slice(at + 1) } : { name: full }
}

/** The dataset version itself: the subject of the bill. */
const dataset = (facts: CardFacts): JsonObject => {
  const { version, files, project } = facts
  const name = datasetName(version)
  const items = files.find((file) => file.name.endsWith('.jsonl'))
  return {
    type: 'data',
    'bom-ref': datasetRef(name),
    ...named(name),
    description: `${version.counts.cases} cases with the answers that people agreed on. ${truthWords(facts)}`,
    ...(items ? { hashes: [{ alg: 'SHA-256', content: items.sha256 }] } : {}),
    data: [
      {
        'bom-ref': `${datasetRef(name)}/data`,
        type: 'dataset',
        name,
        ...(items ? { contents: { url: items.name } } : {}),
        description: limitWords(facts).join(' '),
        governance: { stewards: [{ contact: { name: version.personId } }] },
      },
    ],
    properties: [
      property('id', version.id),
      property('project', project.id),
      property('merkle-root', version.root),
      property('frozen', version.at),
      property('cases', version.counts.cases),
      ...version.counts.bySplit.map((split) => property(`split:${split.name}`, split.cases)),
      ...facts.errors.map(({ what, reviews }) => property(`error:${what}`, reviews)),
    ],
  }
}

const ancestor = ({ name, id, root, at }: CardFacts['ancestors'][number]): JsonObject => ({
  type: 'data',
  'bom-ref': datasetRef(name),
  ...named(name),
  data: [{ type: 'dataset', name }],
  properties: [property('id', id), property('merkle-root', root), property('frozen', at)],
})

const model = (name: string, facts: CardFacts): JsonObject => {
  const trainings = facts.trained.filter((training) => training.model === name)
  const times = trainings.flatMap(({ at }) => (at === null ? [] : [property('trained', at)]))
  const notes = trainings.flatMap(({ note }) => (note === '' ? [] : [property('note', note)]))
  return {
    type: 'machine-learning-model',
    'bom-ref': modelRef(name),
    ...named(name),
    modelCard: {
      modelParameters: { datasets: [{ ref: datasetRef(datasetName(facts.version)) }] },
      considerations: { technicalLimitations: [...limitWords(facts)] },
    },
    ...(times.length + notes.length === 0 ? {} : { properties: [...times, ...notes] }),
  }
}

const taxonomy = ({ name, version, labels }: NonNullable<CardFacts['taxonomy']>): JsonObject => ({
  type: 'data',
  'bom-ref': taxonomyRef(version),
  name,
  version: String(version),
  description: `The taxonomy of the labels: ${labels} labels.`,
  data: [{ type: 'definition', name }],
})

/** What each rests on: a model on the dataset, the dataset on its parent and its taxonomy. */
const dependencies = (facts: CardFacts, models: readonly string[]): readonly JsonObject[] => {
  const chain = [datasetName(facts.version), ...facts.ancestors.map(({ name }) => name)]
  return [
    ...models.map((name) => ({ ref: modelRef(name), dependsOn: [datasetRef(chain[0] ?? '')] })),
    ...chain.map((name, at) => {
      const parent = chain[at + 1]
      const on = [
        ...(parent === undefined ? [] : [datasetRef(parent)]),
        ...(at === 0 && facts.taxonomy ? [taxonomyRef(facts.taxonomy.version)] : []),
      ]
      return { ref: datasetRef(name), dependsOn: on }
    }),
    ...(facts.taxonomy ? [{ ref: taxonomyRef(facts.taxonomy.version), dependsOn: [] }] : []),
  ]
}

/** A bill of materials (CycloneDX 1.6) of the dataset version, with the models that it trained. */
export const cyclonedx = (facts: CardFacts): JsonObject => {
  const { version, tool } = facts
  const models = [...new Set(facts.trained.map((training) => training.model))]
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${version.id.toLowerCase()}`,
    version: 1,
    metadata: {
      timestamp: version.at,
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      authors: [{ name: version.personId }],
      component: dataset(facts),
    },
    components: [
      ...models.map((name) => model(name, facts)),
      ...facts.ancestors.map(ancestor),
      ...(facts.taxonomy ? [taxonomy(facts.taxonomy)] : []),
    ],
    dependencies: [...dependencies(facts, models)],
  }
}
