import { round } from './records.ts'
import type { Seeded } from './seeded.ts'

/** A word group on the page: what is printed, where it begins, how tall its letters are. Pixels. */
export type Print = {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly height: number
  readonly bold?: boolean
}

/** A field with the words printed for it, and its value as an expert would enter it. */
export type PageField = {
  readonly name: string
  readonly value: string
  readonly printed: Print
  /** From 0; the first where it is left out. */
  readonly page?: number
}

export type Page = {
  readonly prints: readonly Print[]
  readonly rules: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[]
  readonly fields: readonly PageField[]
}

export const PAGE_WIDTH = 720
export const PAGE_HEIGHT = 1018

export const KINDS = ['invoice', 'receipt', 'delivery note'] as const
export type Kind = (typeof KINDS)[number]

const SUPPLIERS = [
  'NORTHWAY TOOLS',
  'HARBOUR PAPER CO',
  'LUMEN SUPPLIES',
  'OLD MILL FOODS',
  'TAVO ELECTRONICS',
] as const
const CUSTOMERS = ['GREEN DOOR SCHOOL', 'RIVER CLINIC', 'MAYFIELD BAKERY', 'ORCHARD OFFICE 12'] as const
const GOODS = [
  'PAPER A4',
  'TONER BLACK',
  'DESK LAMP',
  'LABEL ROLL',
  'SCREWS M4',
  'FLOUR 25 KG',
  'CABLE 3 M',
  'GLOVES L',
] as const
const CURRENCIES = ['EUR', 'GBP', 'SEK'] as const

const DATE_STYLES = [
  (y: number, m: string, d: string): string => `${d}.${m}.${y}`,
  (y: number, m: string, d: string): string => `${d}/${m}/${y}`,
  (y: number, m: string, d: string): string => `${y}-${m}-${d}`,
] as const

const two = (value: number): string => String(value).padStart(2, '0')

/** An amount as the supplier prints it; the value is always plain, with a point. */
const money = (value: number, style: number): string => {
  const [whole = '0', cents = '00'] = value.toFixed(2).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, style === 0 ? '.' : style === 1 ? ',' : ' ')
  return `${grouped}${style === 1 ? '.' : ','}${cents}`
}

/** What is printed on one page, and the fields an expert finds there. */
export const createPage = (seed: Seeded, kind: Kind, number: number): Page => {
  const prints: Print[] = []
  const rules: [number, number, number, number][] = []
  const fields: PageField[] = []
  const left = seed.int(46, 70)
  const right = PAGE_WIDTH - left
  const style = seed.int(0, 2)
  const print = (text: string, x: number, y: number, height = 12, bold = false): Print => {
    const made = { text, x, y, height, bold }
    prints.push(made)
    return made
  }
  const field = (name: string, value: string, printed: Print): void => {
    fields.push({ name, value, printed })
  }
  const day = [2026, two(seed.int(1, 6)), two(seed.int(1, 28))] as const
  const dateText = (DATE_STYLES[style] ?? DATE_STYLES[2])(...day)
  const supplier = seed.pick(SUPPLIERS)
  const customer = seed.pick(CUSTOMERS)
  const currency = seed.pick(CURRENCIES)
  field('supplier', supplier, print(supplier, left, 58, 20, true))
  print(kind.toUpperCase(), right - 200, 60, 18, true)
  rules.push([left, 100, right, 100])
  let y = 126
  const line = (caption: string, name: string, printed: string, value: string): void => {
    print(caption, left, y)
    field(name, value, print(printed, left + 190, y))
    y += 30
  }
  const id = `${seed.pick(['R', 'INV', 'N'])}-${2600 + number}-${seed.int(10, 99)}`
  line(seed.pick(['NUMBER', 'NO.', 'DOCUMENT']), 'number', id, id)
  line('DATE', 'date', dateText, day.join('-'))
  if (kind !== 'receipt') line('CUSTOMER', 'customer', customer, customer)
  if (kind === 'invoice' && seed.chance(0.8)) {
    const due = [2026, two(Math.min(12, Number(day[1]) + 1)), day[2]] as const
    line(seed.pick(['DUE', 'PAY BY']), 'due-date', (DATE_STYLES[style] ?? DATE_STYLES[2])(...due), due.join('-'))
  }
  if (seed.chance(0.5)) line('ORDER', 'order-number', `PO ${seed.int(1000, 9999)}`, `PO ${seed.int(1000, 9999)}`)
  const order = fields.find(({ name }) => name === 'order-number')
  if (order) fields[fields.indexOf(order)] = { ...order, value: order.printed.text }
  y += 18
  rules.push([left, y - 10, right, y - 10])
  let net = 0
  for (const goods of seed.shuffle(GOODS).slice(0, seed.int(2, 6))) {
    const price = round(seed.range(2, kind === 'receipt' ? 40 : 420), 2)
    net = round(net + price, 2)
    print(goods, left, y)
    print(`${seed.int(1, 9)} X`, left + 260, y)
    if (kind !== 'delivery note') print(money(price, style), right - 120, y)
    y += 28
  }
  rules.push([left, y - 6, right, y - 6])
  y += 14
  if (kind !== 'delivery note') {
    const rate = seed.pick([0.07, 0.19, 0.25])
    const tax = round(net * rate, 2)
    const sum = (caption: string, name: string, value: number, height: number): void => {
      print(caption, left + 230, y, height, height > 12)
      field(name, value.toFixed(2), print(money(value, style), right - 150, y, height, height > 12))
      y += 34
    }
    sum('NET', 'net-amount', net, 12)
    sum(`TAX ${Math.round(rate * 100)}%`, 'tax-amount', tax, 12)
    sum('TOTAL', 'total-amount', round(net + tax, 2), 16)
    field('currency', currency, print(currency, left + 420 - 90, y - 34, 16, true))
  }
  print(
    seed.pick(['THANK YOU FOR YOUR ORDER', 'GOODS REMAIN OURS UNTIL PAID', 'PLEASE QUOTE THE NUMBER']),
    left,
    PAGE_HEIGHT - 70,
    10,
  )
  return { prints, rules, fields }
}
