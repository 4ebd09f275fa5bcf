/**
 * The rules of Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) and of its vocabulary for
 * responsible AI 1.0, by the letter and beside the desk's own code; where the reference implementation asks for more, its
 * rules: schema.org by https, a name and an encoding for each file, a hash for each file that stands by itself, one way of
 * extraction for each field, data rows with exactly the fields of their record set.
 */

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
const nodesOf = (value: unknown): readonly Node[] => listOf(value).filter(isNode)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const ALIASES =
  'annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileProperty fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 parentField recordSet references regex readLines sdVersion separator source subField transform unArchive value'.split(
    ' ',
  )

/** Appendix 1. */
export const CONTEXT: Node = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  dct: 'http://purl.org/dc/terms/',
  conformsTo: 'dct:conformsTo',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
  ...Object.fromEntries(ALIASES.map((alias) => [alias, `cr:${alias}`])),
}

const RAI = new Set(
  'dataCollection dataCollectionType dataCollectionMissingData dataCollectionRawData dataCollectionTimeframe dataImputationProtocol dataManipulationProtocol dataPreprocessingProtocol dataAnnotationProtocol dataAnnotationPlatform dataAnnotationAnalysis dataReleaseMaintenancePlan personalSensitiveInformation dataSocialImpact dataBiases dataLimitations dataUseCases annotationsPerItem annotatorDemographics machineAnnotationTools'
    .split(' ')
    .map((term) => `rai:${term}`),
)
const PROV = new Set(['prov:wasDerivedFrom', 'prov:wasGeneratedBy', 'prov:wasAttributedTo'])
const PROV_TYPES = new Set(['prov:Entity', 'prov:Activity', 'prov:Agent', 'prov:Person'])
const OF_DATASET = new Set(
  '@context @type @id name description license url creator datePublished keywords publisher version dateCreated dateModified sameAs sdLicense inLanguage conformsTo distribution recordSet isLiveDataset citeAs sdVersion usageInfo'.split(
    ' ',
  ),
)
const REQUIRED = ['name', 'description', 'license', 'url', 'creator', 'datePublished', 'distribution', 'conformsTo']
const ATOMIC = new Set(
  ['Boolean', 'Date', 'Time', 'DateTime', 'Float', 'Integer', 'Number', 'Text', 'URL'].map((one) => `sc:${one}`),
)
const URI = /^[a-z][a-z0-9+.-]*:\S+$/i

const contextProblems = (context: unknown): string[] => {
  if (!isNode(context)) return ['@context is no object']
  const own = Object.keys(context).filter((name) => !(name in CONTEXT))
  return [
    ...Object.entries(CONTEXT).flatMap(([name, value]) =>
      JSON.stringify(context[name]) === JSON.stringify(value) ? [] : [`@context: ${name} is not that of the appendix`],
    ),
    ...own.flatMap((name) => (URI.test(text(context[name])) ? [] : [`@context: ${name} is no prefix`])),
  ]
}

const datasetProblems = (document: Node, prefixes: readonly string[]): string[] => [
  ...REQUIRED.flatMap((name) => (listOf(document[name]).length === 0 ? [`${name} is missing`] : [])),
  ...(document['@type'] === 'sc:Dataset' ? [] : ['@type is not sc:Dataset']),
  ...(listOf(document.conformsTo).includes('http://mlcommons.org/croissant/1.1') ? [] : ['does not conform to 1.1']),
  ...(listOf(document.url).length === 1 && URI.test(text(document.url)) ? [] : ['url is not one URL']),
  ...(/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text(document.datePublished))
    ? []
    : ['datePublished is no date']),
  ...(document.version === undefined || /^\d+\.\d+\.\d+$/.test(text(document.version))
    ? []
    : ['version is not MAJOR.MINOR.PATCH']),
  ...nodesOf(document.creator).flatMap((one) =>
    /^(sc:)?(Person|Organization)$/.test(text(one['@type'])) && text(one.name) !== '' ? [] : ['creator is nobody'],
  ),
  ...listOf(document.license).flatMap((one) =>
    (typeof one === 'string' && one !== '') || (isNode(one) && one['@type'] === 'sc:CreativeWork')
      ? []
      : ['license is none'],
  ),
  ...Object.keys(document).flatMap((name) => {
    if (OF_DATASET.has(name) || PROV.has(name)) return []
    if (name.startsWith('rai:')) return RAI.has(name) ? [] : [`${name} is no term of the RAI vocabulary`]
    return prefixes.some((prefix) => name.startsWith(`${prefix}:`))
      ? [`${name} is not looked at`]
      : [`${name} is unknown`]
  }),
]

const provenanceProblems = (document: Node): string[] =>
  [...PROV].flatMap((term) =>
    listOf(document[term]).flatMap((one) => {
      if (!isNode(one)) return [`${term} is no node`]
      if (one['@type'] === undefined) return URI.test(text(one['@id'])) ? [] : [`${term} names nothing`]
      return PROV_TYPES.has(text(one['@type'])) ? [] : [`${term} is a ${text(one['@type'])}`]
    }),
  )

const fileProblems = (file: Node): string[] => {
  const id = text(file['@id'])
  const known = file['@type'] === 'cr:FileObject' || file['@type'] === 'cr:FileSet'
  const alone = file['@type'] === 'cr:FileObject' && file.containedIn === undefined
  return [
    ...(known ? [] : [`${id} is neither FileObject nor FileSet`]),
    ...(id !== '' && text(file.name) !== '' && text(file.encodingFormat) !== ''
      ? []
      : [`${id} lacks id, name or encoding`]),
    ...(alone && text(file.contentUrl) === '' ? [`${id} has no contentUrl`] : []),
    ...(alone && !/^[0-9a-f]{64}$/.test(text(file.sha256)) ? [`${id} has no SHA-256`] : []),
    ...(file.contentSize === undefined || /^\d+( [KMGT]?B)?$/.test(text(file.contentSize))
      ? []
      : [`${id}: contentSize`]),
  ]
}

type Known = { readonly files: ReadonlySet<string>; readonly fields: ReadonlySet<string> }

const idIn = (value: unknown): string => (isNode(value) ? text(value['@id']) : '')

const sourceProblems = (id: string, source: unknown, { files, fields }: Known): string[] => {
  if (!isNode(source)) return [`${id} has no source`]
  if (source['@id'] !== undefined) return fields.has(idIn(source)) ? [] : [`${id}: its source is unknown`]
  const file = idIn(source.fileObject ?? source.fileSet)
  const ways = isNode(source.extract) ? Object.keys(source.extract) : []
  const [way] = ways
  return [
    ...(files.has(file) ? [] : [`${id}: the file ${file} is unknown`]),
    ...(ways.length === 1 && way !== undefined && ['column', 'jsonPath', 'fileProperty'].includes(way)
      ? []
      : [`${id}: extracts in ${ways.length} ways`]),
  ]
}

const fieldProblems = (set: Node, field: Node, known: Known): string[] => {
  const id = text(field['@id'])
  const types = listOf(field.dataType)
  const reference = isNode(field.references) ? idIn(field.references.field ?? field.references) : null
  return [
    ...(field['@type'] === 'cr:Field' ? [] : [`${id} is no Field`]),
    ...(id.startsWith(`${text(set['@id'])}/`) ? [] : [`${id} does not stand under its record set`]),
    ...(types.some((type) => ATOMIC.has(text(type))) ? [] : [`${id} has no atomic data type`]),
    ...(field.arrayShape === undefined || field.isArray === true ? [] : [`${id} has a shape and is no array`]),
    ...(reference === null || known.fields.has(reference) ? [] : [`${id} references ${reference}, which is unknown`]),
    ...(set.data === undefined ? sourceProblems(id, field.source, known) : []),
  ]
}

const setProblems = (set: Node, known: Known): string[] => {
  const id = text(set['@id'])
  const fields = nodesOf(set.field)
  const names = fields.map((field) => text(field['@id'])).sort()
  const rows = listOf(set.data)
  return [
    ...(set['@type'] === 'cr:RecordSet' && id !== '' ? [] : [`${id} is no RecordSet`]),
    ...(fields.length > 0 ? [] : [`${id} has no field`]),
    ...nodesOf(set.key).flatMap((key) => (known.fields.has(idIn(key)) ? [] : [`${id}: its key is unknown`])),
    ...(set.data !== undefined && rows.length === 0 ? [`${id} has empty data`] : []),
    ...rows.flatMap((row) =>
      isNode(row) && JSON.stringify(Object.keys(row).sort()) === JSON.stringify(names)
        ? []
        : [`${id}: a row of its data`],
    ),
    ...fields.flatMap((field) => fieldProblems(set, field, known)),
  ]
}

/** What is wrong with a Croissant document; nothing where it is valid. */
export const croissantProblems = (document: unknown): string[] => {
  if (!isNode(document)) return ['it is no object']
  const context = document['@context']
  const files = nodesOf(document.distribution)
  const sets = nodesOf(document.recordSet)
  const fields = sets.flatMap((set) => nodesOf(set.field))
  const ids = [...files, ...sets, ...fields].map((one) => text(one['@id']))
  const known = { files: new Set(files.map(idIn)), fields: new Set(fields.map(idIn)) }
  return [
    ...contextProblems(context),
    ...datasetProblems(document, isNode(context) ? Object.keys(context) : []),
    ...provenanceProblems(document),
    ...(new Set(ids).size === ids.length ? [] : ['an @id is not unique']),
    ...files.flatMap(fileProblems),
    ...sets.flatMap((set) => setProblems(set, known)),
  ]
}
