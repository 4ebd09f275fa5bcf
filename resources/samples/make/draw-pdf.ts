import { PAGE_HEIGHT, PAGE_WIDTH, type Page, type PageField, type Print } from './invoice.ts'
import { letterStrokes } from './letters.ts'

/** Pixels of the page in a point. */
const PIXELS = 2
/** Where the second page begins to be printed on, in pixels. */
const TOP = 80

/** A page in two: what stands from `y` on goes to the top of a second one. Fields say which page they are on. */
export const splitPage = ({ prints, rules, fields }: Page, y: number): readonly [Page, Page] => {
  const up = (print: Print): Print => ({ ...print, y: print.y - y + TOP })
  const second = (field: PageField): PageField => ({ ...field, printed: up(field.printed), page: 1 })
  return [
    {
      prints: prints.filter((print) => print.y < y),
      rules: rules.filter(([, from]) => from < y),
      fields: fields.filter(({ printed }) => printed.y < y),
    },
    {
      prints: prints.filter((print) => print.y >= y && print.y < PAGE_HEIGHT - TOP).map(up),
      rules: [],
      fields: fields.filter(({ printed }) => printed.y >= y).map(second),
    },
  ]
}

const point = ([x, y]: readonly [number, number]): string =>
  `${(x / PIXELS).toFixed(2)} ${((PAGE_HEIGHT - y) / PIXELS).toFixed(2)}`
const lineOf = (points: readonly (readonly [number, number])[]): string =>
  `${points.map((each, i) => `${point(each)} ${i === 0 ? 'm' : 'l'}`).join(' ')} S`

/** What is drawn on a page, in the operators of a PDF. */
const contentOf = ({ prints, rules }: Page): string =>
  [
    '1 J 1 j',
    ...prints.flatMap(({ text, x, y, height, bold }) => [
      `${((height * (bold ? 0.17 : 0.11)) / PIXELS).toFixed(2)} w`,
      ...letterStrokes(text).map((stroke) => lineOf(stroke.map(([px, py]) => [x + px * height, y + py * height]))),
    ]),
    '0.6 w',
    ...rules.map(([x1, y1, x2, y2]) =>
      lineOf([
        [x1, y1],
        [x2, y2],
      ]),
    ),
  ].join('\n')

/** The pages as a program writes them, in lines that need no font. The same bytes every time. */
export const drawPdf = (pages: readonly Page[]): Buffer => {
  const size = `[0 0 ${PAGE_WIDTH / PIXELS} ${PAGE_HEIGHT / PIXELS}]`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, i) => `${3 + i * 2} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    ...pages.flatMap((page, i) => {
      const content = contentOf(page)
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox ${size} /Contents ${4 + i * 2} 0 R /Resources << >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  text += places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${text}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`,
    'latin1',
  )
}
