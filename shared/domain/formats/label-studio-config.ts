import type { Json, JsonObject } from '../../model/json.ts'
import { isJsonObject } from './json-line.ts'
import { xmlText } from './xml.ts'

/** The tag of the control that makes results of a type, and of what it offers. */
const TAGS: Readonly<Record<string, readonly [tag: string, offers: string | null]>> = {
  rectanglelabels: ['RectangleLabels', 'Label'],
  ellipselabels: ['EllipseLabels', 'Label'],
  polygonlabels: ['PolygonLabels', 'Label'],
  keypointlabels: ['KeyPointLabels', 'Label'],
  brushlabels: ['BrushLabels', 'Label'],
  labels: ['Labels', 'Label'],
  paragraphlabels: ['ParagraphLabels', 'Label'],
  choices: ['Choices', 'Choice'],
  textarea: ['TextArea', null],
  number: ['Number', null],
}

const OBJECTS: Readonly<Record<string, string>> = {
  image: '<Image name="image" value="$image"/>',
  text: '<Text name="text" value="$text"/>',
  dialogue: '<Paragraphs name="dialogue" value="$dialogue" layout="dialogue" nameKey="author" textKey="text"/>',
}

type Control = {
  readonly name: string
  readonly type: string
  readonly objects: Set<string>
  readonly offers: Set<string>
}

const texts = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : []).filter((each) => typeof each === 'string')

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort()

const controlText = ({ name, type, objects, offers }: Control): string => {
  const [tag, offer] = TAGS[type] ?? ['TextArea', null]
  const more = type === 'choices' ? ' choice="multiple"' : offer === null ? ' perRegion="true"' : ''
  const start = `  <${tag} name="${xmlText(name)}" toName="${sorted(objects).join(',')}"${more}`
  if (offer === null) return `${start}/>\n`
  const values = sorted(offers).map((value) => `    <${offer} value="${xmlText(value)}"/>\n`)
  return `${start}>\n${values.join('')}  </${tag}>\n`
}

/** The labelling interface that shows a batch's results, gathered from these: Label Studio asks for one in each project. */
export const createLabelStudioConfig = () => {
  const controls = new Map<string, Control>()
  const shown = new Set<string>()
  const relations = new Set<string>()
  return {
    add: (results: readonly JsonObject[]): void => {
      for (const { type, from_name: name, to_name: object, value, labels } of results) {
        if (type === 'relation') for (const each of texts(labels)) relations.add(each)
        if (typeof type !== 'string' || typeof name !== 'string' || typeof object !== 'string') continue
        const control = controls.get(`${type} ${name}`) ?? { name, type, objects: new Set(), offers: new Set() }
        controls.set(`${type} ${name}`, control)
        control.objects.add(object)
        shown.add(object)
        if (TAGS[type]?.[1] !== null && isJsonObject(value))
          for (const each of texts(value[type])) control.offers.add(each)
      }
    },
    text: (): string => {
      const objects = sorted(shown).map((name) => `  ${OBJECTS[name] ?? ''}\n`)
      const types = sorted(relations).map((type) => `    <Relation value="${xmlText(type)}"/>\n`)
      return [
        '<View>\n',
        ...objects,
        ...sorted(controls.keys()).map((name) => {
          const control = controls.get(name)
          return control === undefined ? '' : controlText(control)
        }),
        ...(types.length === 0 ? [] : ['  <Relations>\n', ...types, '  </Relations>\n']),
        '</View>\n',
      ].join('')
    },
  }
}
