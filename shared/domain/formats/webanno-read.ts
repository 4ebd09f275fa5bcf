import type { Annotation, Relation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import { textRange } from '../text-offsets.ts'
import { checkString } from './json-line.ts'
import { failureOf, type Read, type ReadAnnotations, type Role, RowProblem } from './read-row.ts'
import { cellValues, createLayers, type Layer, LineProblem, shortName, splitAt, unescaped } from './webanno-cells.ts'

/** One token or part of a token. Offsets are UTF-16 units, as Java counts. */
type Unit = {
  readonly id: string
  readonly line: number
  readonly start: number
  readonly end: number
  readonly cells: readonly string[]
}

type Document = {
  readonly text: string
  readonly tokens: readonly [number, number][]
  readonly units: readonly Unit[]
  readonly layers: readonly Layer[]
}

/** What a machine said of every token, which is no judgement of anybody's. */
const ANALYSIS = /\.(?:POS|Lemma|Stem|MorphologicalFeatures|Dependency|SurfaceForm|Token|Sentence)$/

const LAYER_KINDS = { '#T_SP=': 'span', '#T_CH=': 'chain', '#T_RL=': 'relation' } as const

const declareLayer = (line: string, layers: ReturnType<typeof createLayers>): void => {
  for (const [prefix, kind] of Object.entries(LAYER_KINDS))
    if (line.startsWith(prefix)) layers.declare(kind, line.slice(prefix.length))
}

const readUnit = (line: string, number: number): Unit => {
  const [id = '', place = '', ...cells] = line.split('\t')
  const [, start, end] = /^(\d+)-(\d+)$/.exec(place) ?? []
  if (!/^\d+-\d+(?:\.\d+)?$/.test(id) || start === undefined || end === undefined)
    throw new LineProblem(
      number,
      'Neither a comment nor a token.',
      'Each token line begins with 1-1, tab, 0-5, tab, the token.',
    )
  return { id, line: number, start: Number(start), end: Number(end), cells: [id, place, ...cells] }
}

const MOST_CHARACTERS = 16 * 1024 * 1024

const readDocument = (file: string): Document => {
  const layers = createLayers()
  const units: Unit[] = []
  const tokens: [number, number][] = []
  let text = ''
  let sentence: string[] = []
  let begun = false
  const place = (unit: Unit): void => {
    if (sentence.length > 0) {
      const said = sentence.map(unescaped).join('\n')
      if (unit.start < text.length || unit.start > MOST_CHARACTERS)
        throw new LineProblem(
          unit.line,
          'The sentence begins inside the one before it.',
          'Offsets count UTF-16 units of the text.',
        )
      // What lay between two sentences is not in the file.
      const gap = unit.start - text.length
      text += gap > 0 && begun ? `${' '.repeat(gap - 1)}\n` : ' '.repeat(gap)
      text += said
      sentence = []
      begun = true
    }
    const given = unescaped(unit.cells[2] ?? '')
    if (text.slice(unit.start, unit.end) !== given || unit.end > text.length)
      throw new LineProblem(
        unit.line,
        `The token reads “${given.slice(0, 80)}”, its place “${text.slice(unit.start, unit.end).slice(0, 80)}”.`,
        'Offsets count UTF-16 units of the text.',
      )
    units.push(unit)
    if (!unit.id.includes('.')) tokens.push([unit.start, unit.end])
  }
  for (const [index, raw] of file.split('\n').entries()) {
    const line = raw.replace(/\r$/, '')
    if (line.startsWith('#Text=')) sentence.push(line.slice('#Text='.length))
    else if (line.startsWith('#')) declareLayer(line, layers)
    else if (line !== '') place(readUnit(line, index + 1))
  }
  return { text, tokens, units, layers: layers.list() }
}

/** An annotation while its units are gathered. */
type Found = {
  readonly layer: Layer
  readonly values: ReadonlyMap<string, string>
  readonly slots: readonly { readonly role: string; readonly target: string; readonly line: number }[]
  start: number
  end: number
}

type Gathered = {
  readonly found: Found[]
  /** By layer and unit: the annotations that lie there, with their numbers. */
  readonly at: Map<string, { readonly number: number | null; readonly index: number }[]>
}

const slotsOf = (layer: Layer, unit: Unit): Found['slots'] =>
  layer.features
    .filter(({ slot }) => slot)
    .flatMap(({ column }) => {
      const [roles, targets] = [unit.cells[column] ?? '_', unit.cells[column + 1] ?? '_']
      if (roles === '_' || targets === '_' || roles === '*') return []
      const names = splitAt(roles, ';')
      return splitAt(targets, ';').map((target, index) => ({
        role: unescaped(names[index] ?? '*'),
        target,
        line: unit.line,
      }))
    })

const gatherSpans = ({ units, layers }: Document): Gathered => {
  const found: Found[] = []
  const at: Gathered['at'] = new Map()
  const known = new Map<string, number>()
  const add = (layer: Layer, unit: Unit, nth: number): void => {
    const own = layer.features.filter(({ slot }) => !slot)
    const cells = layer.features.map(({ column }) => cellValues(unit.cells[column] ?? '_')[nth])
    const number = cells.find((cell) => cell?.number !== null && cell !== undefined)?.number ?? null
    const name = number === null ? null : `${layer.name} ${number}`
    const before = name === null ? undefined : known.get(name)
    let index = before ?? -1
    const earlier = found[index]
    if (earlier !== undefined) {
      earlier.start = Math.min(earlier.start, unit.start)
      earlier.end = Math.max(earlier.end, unit.end)
    } else {
      const values = new Map<string, string>()
      for (const { name: feature, column } of own) {
        const value = cellValues(unit.cells[column] ?? '_')[nth]?.value
        if (value !== null && value !== undefined) values.set(feature, value)
      }
      index = found.push({ layer, values, slots: slotsOf(layer, unit), start: unit.start, end: unit.end }) - 1
      if (name !== null) known.set(name, index)
    }
    const place = `${layer.name} ${unit.id}`
    at.set(place, [...(at.get(place) ?? []), { number, index }])
  }
  for (const unit of units)
    for (const layer of layers) {
      if (layer.kind !== 'span' || ANALYSIS.test(layer.name)) continue
      const most = Math.max(
        0,
        ...layer.features
          .filter(({ slot }, nth) => !slot || nth === 0)
          .map(({ column }) => (unit.cells[column] === undefined ? 0 : cellValues(unit.cells[column] ?? '_').length)),
      )
      for (let nth = 0; nth < most; nth += 1) add(layer, unit, nth)
    }
  return { found, at }
}

type Mention = { readonly chain: number; readonly link: number; readonly type: string | null; readonly index: number }

/** Mentions of one thing, and which follows which. */
const gatherChains = ({ units, layers }: Document, found: Found[]): readonly Mention[] => {
  const mentions = new Map<string, Mention>()
  for (const unit of units)
    for (const layer of layers) {
      if (layer.kind !== 'chain') continue
      const [kind, relation] = layer.features
      const types = cellValues(unit.cells[kind?.column ?? 0] ?? '_')
      const links = splitAt(unit.cells[relation?.column ?? 0] ?? '_', '|')
      for (const [nth, link] of links.entries()) {
        const [, type = '*', chain, place] = /^([\s\S]*?)->(\d+)-(\d+)$/.exec(link) ?? []
        if (chain === undefined || place === undefined) continue
        const name = `${layer.name} ${chain}-${place}`
        const before = mentions.get(name)
        const earlier = before === undefined ? undefined : found[before.index]
        if (earlier !== undefined) {
          earlier.end = Math.max(earlier.end, unit.end)
          continue
        }
        const value = types[nth]?.value ?? null
        const values = new Map(value === null ? [] : [[kind?.name ?? '', value]])
        const index = found.push({ layer, values, slots: [], start: unit.start, end: unit.end }) - 1
        mentions.set(name, {
          chain: Number(chain),
          link: Number(place),
          type: type === '*' ? null : unescaped(type),
          index,
        })
      }
    }
  return [...mentions.values()]
}

const idOf = (index: number): AnnotationId => AnnotationId.parse(`o${index + 1}`)

/** Called by its feature `value`, `label` or the first one that is given; by its layer where none is. */
const annotationOf = (
  { layer, values, start, end }: Found,
  index: number,
  document: Document,
  several: boolean,
): Annotation => {
  const named = ['value', 'label'].find((name) => values.has(name)) ?? [...values.keys()][0]
  const label = (named === undefined ? undefined : values.get(named)) ?? shortName(layer.name)
  const attributes: Record<string, Json> = {}
  for (const [name, value] of values) if (name !== named && name !== '__proto__') attributes[name] = value
  if (several) attributes.layer = shortName(layer.name)
  return {
    id: idOf(index),
    label,
    shape: { kind: 'span', ranges: [textRange(document.text, start, end)] },
    attributes,
  }
}

const readRelations = (
  document: Document,
  { found, at }: Gathered,
  mentions: readonly Mention[],
): readonly Relation[] => {
  const relations: Relation[] = []
  const add = (type: string, from: number, to: number): void => {
    relations.push({ id: AnnotationId.parse(`r${relations.length + 1}`), type, from: idOf(from), to: idOf(to) })
  }
  const lookUp = (layer: string | null, unit: string, number: number, line: number): number => {
    const places =
      layer === null
        ? [...at].filter(([name]) => name.endsWith(` ${unit}`)).flatMap(([, all]) => all)
        : (at.get(`${layer} ${unit}`) ?? [])
    const one =
      number === 0
        ? (places.find((each) => each.number === null) ?? places[0])
        : places.find((each) => each.number === number)
    if (one !== undefined) return one.index
    throw new LineProblem(
      line,
      `Nothing lies at ${unit}[${number}] that a relation could join.`,
      'Correct the reference, or remove the relation.',
    )
  }
  for (const unit of document.units)
    for (const { kind, name, base, features } of document.layers) {
      if (kind !== 'relation' || base === null || ANALYSIS.test(name)) continue
      const types = cellValues(unit.cells[features[0]?.column ?? base.column - 1] ?? '_')
      for (const [nth, reference] of splitAt(unit.cells[base.column] ?? '_', '|').entries()) {
        if (reference === '_' || reference === '') continue
        const [, source = '', from = '0', to = '0'] = /^(\d+-\d+(?:\.\d+)?)(?:\[(\d+)_(\d+)\])?$/.exec(reference) ?? []
        const type = types[nth]?.value ?? shortName(name)
        add(
          type,
          lookUp(base.layer, source, Number(from), unit.line),
          lookUp(base.layer, unit.id, Number(to), unit.line),
        )
      }
    }
  for (const [index, { slots }] of found.entries())
    for (const { role, target, line } of slots) {
      const [, unit = '', number = '0'] = /^(\d+-\d+(?:\.\d+)?)(?:\[(\d+)\])?$/.exec(target) ?? []
      add(role === '*' ? 'slot' : role, index, lookUp(null, unit, Number(number), line))
    }
  for (const { chain, link, type, index } of mentions) {
    const next = mentions.find((each) => each.chain === chain && each.link === link + 1)
    if (next !== undefined) add(type ?? 'chain', index, next.index)
  }
  return relations
}

const readSaid = (document: Document): ReadAnnotations => {
  const gathered = gatherSpans(document)
  const mentions = gatherChains(document, gathered.found)
  const used = new Set(gathered.found.map(({ layer }) => layer.name))
  return {
    annotations: gathered.found.map((each, index) => annotationOf(each, index, document, used.size > 1)),
    relations: readRelations(document, gathered, mentions),
  }
}

/** The key of a case by its file's name. */
export const webannoKey = (name: string): string => name.replace(/\.tsv$/i, '')

const readRow = (file: string, name: string, role: Role, warn: (text: string) => void): Read => {
  checkString(file)
  const document = readDocument(file)
  if (document.tokens.length === 0) throw new LineProblem(1, `${name} has no token.`, 'Leave empty documents out.')
  checkString(document.text)
  const left = document.layers.filter((layer) => ANALYSIS.test(layer.name)).map((layer) => shortName(layer.name))
  if (left.length > 0) warn(`Layers of linguistic analysis were left out: ${left.join(', ')}.`)
  const said = readSaid(document)
  const row = {
    line: null,
    excerpt: file,
    case: { key: webannoKey(name), kind: 'text' as const, text: document.text, meta: {}, tokens: document.tokens },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
  return { is: 'row', row }
}

/** A document as one case. What is wrong in it sets the whole document aside, with the line. */
export const readWebAnno = (file: string, name: string, role: Role): readonly Read[] => {
  const warnings: Read[] = []
  try {
    const row = readRow(file, name, role, (text) => void warnings.push({ is: 'warning', text }))
    return [...warnings, row]
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    const line = error instanceof LineProblem ? error.line : null
    const excerpt = line === null ? name : (file.split('\n')[line - 1] ?? '')
    return [{ is: 'failure', failure: failureOf(error, line, excerpt) }]
  }
}
