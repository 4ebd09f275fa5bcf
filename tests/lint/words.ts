import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { parseSync } from 'vite'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Found = {
  /** Every message that goes through `t()` or `tx()`. */
  readonly messages: readonly string[]
  /** Words shown to people that do not, and calls whose message is no literal: `line: what`. */
  readonly bare: readonly string[]
}

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** Attributes that people read or hear. */
const SPOKEN =
  /^(aria-(label|description|roledescription|valuetext)|title|placeholder|label|description|alt|nothingFound)$/
/** Members of plain objects that people read: actions, options of a control. */
const SHOWN = /^(label|group|title|description|placeholder|nothingFound|aria-label)$/
/** Members that are shown whatever they begin with. */
const HINT = /^does$/
/** Tables of a module, by the way their names are written; a text in them that begins as a sentence does is shown. */
const TABLE = /^[A-Z][A-Z0-9_]+$/
const SENTENCE = /^(?!Key[A-Z]|Arrow[A-Z])\p{Lu}\p{Ll}/u
/** Tables of the names of keys, fonts and the like, which no language translates. */
const NO_WORDS = /renderer\/(app\/(theme|key-name|key-assignment|keys)|i18n\/(language|tx))\.tsx?$/
/** Calls whose first argument people read. */
const TELLING: Readonly<Record<string, number>> = { tell: 0, hint: 1, fixed: 1 }

/** Words, not signs: two letters in a row that are no key's, unit's or format's own name. */
const OWN_NAMES = /^(Second Look|px|ms|kB|MB|GB|JSON|CSV|Enter|Esc|Ctrl|Alt|Shift)$/
const isWords = (text: string): boolean =>
  /\p{L}{2}/u.test(text) && !OWN_NAMES.test(text.replaceAll(/^[\s…,.·×]+|[\s…,.·×]+$/g, ''))

/** The literal texts an expression may come to, or null where it is computed otherwise. */
const literals = (node: unknown): readonly string[] | null => {
  if (!isNode(node)) return null
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : null
  if (node.type === 'TemplateLiteral') {
    const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[]
    return (node.expressions as readonly unknown[]).length === 0
      ? [quasis.map(({ value }) => value.cooked).join('')]
      : null
  }
  if (node.type === 'ConditionalExpression') {
    const [yes, no] = [literals(node.consequent), literals(node.alternate)]
    return yes && no ? [...yes, ...no] : null
  }
  return null
}

/** Literal texts anywhere in a shown expression, but for those that are compared, looked up or passed to a call. */
const shownTexts = (node: unknown): readonly string[] => {
  if (!isNode(node)) return []
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'TemplateLiteral':
      return [
        (node.quasis as readonly { readonly value: { readonly cooked: string } }[])
          .map(({ value }) => value.cooked)
          .join('…'),
        ...(node.expressions as readonly unknown[]).flatMap(shownTexts),
      ]
    case 'ConditionalExpression':
      return [...shownTexts(node.consequent), ...shownTexts(node.alternate)]
    case 'LogicalExpression':
      return [...shownTexts(node.left), ...shownTexts(node.right)]
    case 'BinaryExpression':
      return node.operator === '+' ? [...shownTexts(node.left), ...shownTexts(node.right)] : []
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return shownTexts(node.expression)
    default:
      return []
  }
}

const nameOf = (node: unknown): string =>
  isNode(node) ? String(node.name ?? (typeof node.value === 'string' ? node.value : '')) : ''

/** What a source file says to people. */
export const wordsIn = (file: string, source: string): Found => {
  const messages: string[] = []
  const bare: string[] = []
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length
  const complain = (node: Node, texts: readonly string[]): void => {
    for (const text of texts) if (isWords(text)) bare.push(`${file}:${lineOf(node.start)}: ${text.trim().slice(0, 80)}`)
  }
  const call = (node: Node): void => {
    const callee = nameOf(node.callee)
    const args = node.arguments as readonly unknown[]
    if ((callee === 't' || callee === 'tx') && !NO_WORDS.test(file)) {
      const said = literals(args[0])
      if (said === null) bare.push(`${file}:${lineOf(node.start)}: ${callee}() wants its message as a literal`)
      else messages.push(...said)
    }
    const told = TELLING[callee]
    if (told !== undefined) complain(node, shownTexts(args[told]))
  }
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'CallExpression':
        call(node)
        break
      case 'JSXText':
        complain(node, [String(node.value)])
        break
      case 'JSXAttribute':
        if (SPOKEN.test(nameOf(node.name))) complain(node, shownTexts(node.value))
        break
      case 'JSXElement':
      case 'JSXFragment':
        for (const child of node.children as readonly Node[])
          if (child.type === 'JSXExpressionContainer') complain(child, shownTexts(child))
        break
      case 'Property':
        // A capital letter: what is filed under undo ("move box") is data, in English in every project.
        if (HINT.test(nameOf(node.key))) complain(node, shownTexts(node.value))
        if (SHOWN.test(nameOf(node.key)) && shownTexts(node.value).some((text) => /^\p{Lu}/u.test(text)))
          complain(node, shownTexts(node.value))
        break
      case 'VariableDeclarator':
        if (TABLE.test(nameOf(node.id)) && !NO_WORDS.test(file)) table(node.init)
        break
      case 'TSTypeAnnotation':
      case 'TSTypeAliasDeclaration':
        return
    }
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child)
  }
  const table = (node: unknown): void => {
    if (!isNode(node) || node.type === 'CallExpression') return
    if (node.type === 'Literal')
      complain(
        node,
        shownTexts(node).filter((text) => SENTENCE.test(text)),
      )
    else if (node.type === 'Property') table(node.value)
    else if (/Object|Array|TS(As|Satisfies)Expr/.test(node.type))
      for (const value of Object.values(node)) for (const child of Array.isArray(value) ? value : [value]) table(child)
  }
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  visit(program as unknown as Node)
  return { messages, bare }
}

/** Everything the renderer says. */
export const rendererWords = (): Found => {
  const found = readdirSync(join(ROOT, 'renderer'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => wordsIn(relative(ROOT, path), readFileSync(path, 'utf8')))
  return {
    messages: [...new Set(found.flatMap(({ messages }) => messages))].toSorted(),
    bare: found.flatMap(({ bare }) => bare),
  }
}

export const CATALOGS = ['de', 'ar'] as const
export const catalogPath = (code: string): string => join(ROOT, 'renderer/i18n', `${code}.json`)
export const readCatalog = (code: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(catalogPath(code), 'utf8'))

/** One message a line, in the order of the English words, so that two people's additions merge. */
export const catalogText = (catalog: Readonly<Record<string, string>>): string =>
  `${JSON.stringify(Object.fromEntries(Object.entries(catalog).toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`

type Element = {
  readonly type: number
  readonly value?: string
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>
}
const ARGUMENTS = [1, 2, 3, 4, 5, 6]

/** The names a message takes; throws where its syntax is wrong. */
export const placeholders = (message: string): readonly string[] => {
  const names = (elements: readonly Element[]): string[] =>
    elements.flatMap((element) => [
      ...(ARGUMENTS.includes(element.type) ? [element.value ?? ''] : []),
      ...Object.values(element.options ?? {}).flatMap(({ value }) => names(value)),
    ])
  const format = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true })
  return [...new Set(names(format.getAst() as readonly Element[]))].toSorted()
}
