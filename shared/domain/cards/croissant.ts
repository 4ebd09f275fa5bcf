import { datasetName } from '../../model/dataset.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { type CardFacts, type CardFile, labelTotals } from './facts.ts'
import { leftOutWords, limitWords, listed, truthWords } from './limits.ts'

/**
 * The JSON-LD context of Croissant 1.1 (its Appendix 1), with schema.org by https as the reference implementation reads it,
 * and the W3C's provenance terms (PROV-O), which the specification's section on provenance uses.
 */
export const CROISSANT_CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  dct: 'http://purl.org/dc/terms/',
  prov: 'http://www.w3.org/ns/prov#',
  annotation: 'cr:annotation',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  excludes: 'cr:excludes',
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  readLines: 'cr:readLines',
  sdVersion: 'cr:sdVersion',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
  unArchive: 'cr:unArchive',
  value: 'cr:value',
} as const satisfies JsonObject

export const CROISSANT = 'http://mlcommons.org/croissant/1.1'
export const CROISSANT_RAI = 'http://mlcommons.org/croissant/RAI/1.0'

/** The file whose lines are the records. */
export const ITEMS_FILE = 'items.jsonl'

const ENCODINGS: Readonly<Record<string, string>> = {
  jsonl: 'application/jsonlines',
  json: 'application/json',
  html: 'text/html',
  md: 'text/markdown',
}

const fileObject = ({ name, bytes, sha256 }: CardFile): JsonObject => ({
  '@type': 'cr:FileObject',
  '@id': name,
  name,
  contentUrl: name,
  contentSize: `${bytes} B`,
  encodingFormat: ENCODINGS[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
  sha256,
})

/** The splits that Croissant knows by these names. */
const KNOWN_SPLITS: Readonly<Record<string, string>> = {
  train: 'cr:TrainingSplit',
  training: 'cr:TrainingSplit',
  val: 'cr:ValidationSplit',
  valid: 'cr:ValidationSplit',
  validation: 'cr:ValidationSplit',
  dev: 'cr:ValidationSplit',
  test: 'cr:TestSplit',
  testing: 'cr:TestSplit',
}

const field = (set: string, name: string, description: string, more: JsonObject = {}): JsonObject => ({
  '@type': 'cr:Field',
  '@id': `${set}/${name}`,
  name: `${set}/${name}`,
  description,
  dataType: 'sc:Text',
  ...more,
})

const splitSet = ({ version }: CardFacts): JsonObject => {
  const names = version.options.splits.map(({ name }) => name)
  const known = names.every((name) => KNOWN_SPLITS[name.toLowerCase()] !== undefined)
  return {
    '@type': 'cr:RecordSet',
    '@id': 'splits',
    name: 'splits',
    description: 'The splits of the dataset version.',
    dataType: 'cr:Split',
    key: { '@id': 'splits/name' },
    field: [
      field('splits', 'name', 'The name of the split.'),
      ...(known ? [field('splits', 'url', 'What the split is for.', { dataType: 'sc:URL' })] : []),
    ],
    data: names.map((name) => ({
      'splits/name': name,
      ...(known ? { 'splits/url': KNOWN_SPLITS[name.toLowerCase()] ?? '' } : {}),
    })),
  }
}

const labelSet = (labels: readonly string[]): JsonObject => ({
  '@type': 'cr:RecordSet',
  '@id': 'labels',
  name: 'labels',
  description: 'The labels that the objects and cases have.',
  dataType: 'sc:Enumeration',
  key: { '@id': 'labels/name' },
  field: [field('labels', 'name', 'The name of the label.')],
  data: labels.map((label) => ({ 'labels/name': label })),
})

/** A column of the items; `path` reads a member of what stands there. */
const column = (
  name: string,
  description: string,
  of: string,
  path: string | null,
  more: JsonObject = {},
): JsonObject =>
  field('items', name, description, {
    source: {
      fileObject: { '@id': ITEMS_FILE },
      extract: { column: of },
      ...(path === null ? {} : { transform: { jsonPath: path } }),
    },
    ...more,
  })

const itemSet = (labels: readonly string[]): JsonObject => ({
  '@type': 'cr:RecordSet',
  '@id': 'items',
  name: 'items',
  description: 'One record a case: its content by hash, its split, and the answer that people agreed on.',
  key: { '@id': 'items/case' },
  field: [
    column('case', 'The id of the case: 32 hex digits, computed from its source.', 'case', null),
    column('key', 'The source’s own key of the case.', 'key', null),
    column('kind', 'image, text, conversation, record or document.', 'kind', null),
    column('content', 'A hash of what the case shows, as the import computed it.', 'content', null),
    column('split', 'The split it is in.', 'split', null, { references: { field: { '@id': 'splits/name' } } }),
    column('status', 'single, consensus or adjudicated: how the answer was found.', 'truth', 'status'),
    column('labels', 'The labels of its objects, and its classes.', 'truth', 'objects[*].label', {
      dataType: ['sc:Text', 'cr:Label'],
      isArray: true,
      arrayShape: '-1',
      ...(labels.length === 0 ? {} : { references: { field: { '@id': 'labels/name' } } }),
    }),
    column('reviews', 'The reviews that the answer points to.', 'truth', 'reviews', {
      isArray: true,
      arrayShape: '-1',
    }),
  ],
})

const agent = (label: string): JsonObject => ({ '@type': 'prov:Agent', 'prov:label': label })

/** What it was derived from and how, by PROV-O. */
const provenance = ({ ancestors, version, reviewers, tool }: CardFacts): JsonObject => {
  const [parent] = ancestors
  const derived: readonly JsonObject[] = [
    ...(parent ? [{ '@id': `urn:uuid:${parent.id}`, 'prov:label': parent.name }] : []),
    ...version.coverage.bySource.map(({ source }) => ({ '@type': 'prov:Entity', 'prov:label': source })),
  ]
  return {
    ...(derived.length === 0 ? {} : { 'prov:wasDerivedFrom': [...derived] }),
    'prov:wasGeneratedBy': {
      '@type': 'prov:Activity',
      'prov:label': `People reviewed what models had predicted, with ${tool.name} ${tool.version}`,
      'prov:endedAtTime': version.at,
    },
    'prov:wasAttributedTo':
      reviewers.length === 0 ? [agent(version.personId)] : reviewers.map(({ person }) => agent(person)),
  }
}

/** Terms of Croissant's vocabulary for responsible AI. What is not known is left out. */
const responsible = (facts: CardFacts): JsonObject => {
  const { version, times, judged, tool } = facts
  const sources = version.coverage.bySource.map(({ source }) => source)
  const leftOut = leftOutWords(facts)
  const { single = 0, consensus = 0, adjudicated = 0 } = version.counts.byStatus
  return {
    'rai:dataCollection':
      'Cases of production that a model had predicted, queued for review by rules and a random audit; those with an agreed answer are in.',
    'rai:dataCollectionType': ['Secondary Data analysis', 'Manual Human Curator'],
    ...(sources.length === 0 ? {} : { 'rai:dataCollectionRawData': `Sources: ${listed(sources, 100)}.` }),
    ...(leftOut.length === 0 ? {} : { 'rai:dataCollectionMissingData': leftOut.join(' ') }),
    ...(times ? { 'rai:dataCollectionTimeframe': [times.from, times.to] } : {}),
    'rai:dataAnnotationProtocol': truthWords(facts),
    'rai:dataAnnotationPlatform': [`${tool.name} ${tool.version}`],
    'rai:dataAnnotationAnalysis': [
      `${single} answers rest on one person, ${consensus} on several who say the same, ${adjudicated} on an adjudicator’s decision between people who differ.`,
    ],
    'rai:annotationsPerItem': single === version.counts.cases ? '1' : '1 or more',
    ...(judged.length === 0
      ? {}
      : { 'rai:machineAnnotationTools': judged.map(({ model }) => `${model} predicted, people reviewed`) }),
    'rai:dataLimitations': [...limitWords(facts)],
  }
}

export type CroissantStated = {
  /** A licence's address or name; null where nobody stated one. */
  readonly license: string | null
  /** Where the dataset is found; its own name (a URN) where nobody said. */
  readonly url: string | null
}

/** What the owner did not state is said to be not stated: nobody here can license anything. */
const licence = (stated: string | null): Json =>
  stated ?? { '@type': 'sc:CreativeWork', name: 'Not stated', description: 'The owner of the data stated no licence.' }

/** The dataset version in Croissant 1.1, about its files. */
export const croissant = (facts: CardFacts, { license, url }: CroissantStated): JsonObject => {
  const { version, files } = facts
  const labels = labelTotals(facts).map(([label]) => label)
  return {
    '@context': CROISSANT_CONTEXT,
    '@type': 'sc:Dataset',
    '@id': `urn:uuid:${version.id}`,
    name: datasetName(version),
    description: `A dataset version of ${version.counts.cases} cases with the answers that people agreed on, frozen with the Merkle root ${version.root}.${version.options.note === '' ? '' : ` ${version.options.note}`}`,
    conformsTo: [CROISSANT, CROISSANT_RAI],
    license: licence(license),
    url: url ?? `urn:uuid:${version.id}`,
    creator: { '@type': 'sc:Person', name: version.personId },
    datePublished: version.at,
    dateCreated: version.at,
    version: `${version.number}.0.0`,
    isLiveDataset: false,
    ...responsible(facts),
    ...provenance(facts),
    distribution: files.map(fileObject),
    recordSet: [splitSet(facts), ...(labels.length === 0 ? [] : [labelSet(labels)]), itemSet(labels)],
  }
}
