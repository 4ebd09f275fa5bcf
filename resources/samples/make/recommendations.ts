import { caseTime, type Mistake, round, type SampleCase, type SampleObject, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 100
const LIST = 8

type Product = { readonly id: string; readonly title: string; readonly interest: string; readonly price: number }

const INTERESTS: Readonly<Record<string, readonly string[]>> = {
  hiking: ['Trail boots', 'Rain jacket', 'Folding stove', 'Trekking poles', 'Water filter', 'Wool socks', 'Head torch'],
  baking: ['Bread tin', 'Stand mixer', 'Proving basket', 'Kitchen scale', 'Rolling pin', 'Cake stand', 'Flour set'],
  music: ['Guitar strings', 'Music stand', 'Headphones', 'Metronome', 'Practice amp', 'Tuner', 'Drum pad'],
  garden: ['Pruning shears', 'Seed mix', 'Watering can', 'Raised bed', 'Gloves', 'Compost bin', 'Soil tester'],
  reading: ['Reading lamp', 'Book stand', 'Crime novel', 'Travel stories', 'Poems', 'Bookmarks', 'Atlas'],
}
const NAMES = Object.keys(INTERESTS)

const CATALOGUE: readonly Product[] = NAMES.flatMap((interest, i) =>
  (INTERESTS[interest] ?? []).map((title, j) => ({
    id: `${interest}-${j + 1}`,
    title,
    interest,
    price: 7 + ((i * 37 + j * 53) % 140),
  })),
)

type Shopper = {
  readonly main: string
  readonly side: string
  readonly budget: number
  readonly owned: readonly string[]
}

/** How relevant an item is to a shopper, 0..1 in steps of 0.25: interest first, then price, and nothing owned already. */
const relevance = (shopper: Shopper, product: Product, inStock: boolean): number => {
  if (shopper.owned.includes(product.id) || !inStock) return 0
  const interest = product.interest === shopper.main ? 1 : product.interest === shopper.side ? 0.5 : 0
  return product.price > shopper.budget ? Math.max(0, interest - 0.25) : interest
}

const shopperOf = (seed: Seeded): Shopper => {
  const [main = 'hiking', side = 'baking'] = seed.shuffle(NAMES)
  const own = CATALOGUE.filter(({ interest }) => interest === main)
  return { main, side, budget: seed.int(30, 130), owned: seed.shuffle(own.map(({ id }) => id)).slice(0, 2) }
}

const candidates = (seed: Seeded, { main, side, owned }: Shopper): readonly Product[] => {
  const of = (interest: string): Product[] => seed.shuffle(CATALOGUE.filter((one) => one.interest === interest))
  const fitting = of(main).filter(({ id }) => !owned.includes(id))
  const others = seed.shuffle(CATALOGUE.filter(({ interest }) => interest !== main && interest !== side))
  return seed.shuffle([...fitting.slice(0, 4), ...of(side).slice(0, 2), ...others.slice(0, LIST - 6)])
}

const taxonomy = taxonomyOf(
  'recommendations',
  [
    {
      name: 'recommended',
      shapes: ['item'],
      definition:
        'An item shown to this shopper, at its rank. Relevance: 1 would be glad of it, 0.5 might look, 0 should not be here.',
    },
    { name: 'fits', shapes: ['case'], definition: 'The list as a whole serves this shopper.' },
    {
      name: 'off-topic',
      shapes: ['case'],
      definition: 'The list as a whole misses what the shopper is interested in.',
    },
  ],
  {
    fields: [
      { name: 'interests', title: 'Interests', group: 'Shopper' },
      { name: 'budget', title: 'Usual spend', kind: 'amount', unit: 'EUR', group: 'Shopper' },
      { name: 'bought', title: 'Bought lately', group: 'Shopper' },
      { name: 'viewed', title: 'Looked at lately', group: 'Shopper' },
    ],
    guideline:
      'Order the items as you would show them to this shopper. What was just bought, or is out of stock, should not be shown.',
  },
)

/** Writes and describes the recommendation sample in `folder`. */
export const makeRecommendations = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  for (let number = 1; number <= CASES; number++) {
    const seed = seeded(`recommendations/${number}`)
    const mistakes: Mistake[] = []
    const shopper = shopperOf(seed)
    const products = [...candidates(seed, shopper)]
    const owned = CATALOGUE.find(({ id }) => id === shopper.owned[0])
    if (owned && seed.chance(0.18)) {
      mistakes.push('spurious')
      products[products.length - 1] = owned
    }
    const stock = new Map(products.map(({ id }) => [id, !seed.chance(0.08)]))
    const worth = new Map(products.map((one) => [one.id, relevance(shopper, one, stock.get(one.id) ?? true)]))
    const noise = seed.chance(0.35) ? 0.5 : 0.12
    const guess = new Map(
      products.map(({ id }) => [id, (worth.get(id) ?? 0) * 0.8 + 0.1 + seed.normal() * noise * 0.4]),
    )
    if (mistakes.includes('spurious') && owned) guess.set(owned.id, seed.range(0.75, 0.95))
    const by = (value: ReadonlyMap<string, number>) =>
      [...products].sort((a, b) => (value.get(b.id) ?? 0) - (value.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1))
    const said = by(guess)
    const right = by(worth)
    if (said.some((one, i) => (worth.get(one.id) ?? 0) < (worth.get(said[i + 1]?.id ?? '') ?? 0)))
      mistakes.push('wrong-order')
    const top = said.slice(0, 3).filter(({ id }) => (worth.get(id) ?? 0) >= 0.75).length
    const good = top >= 2
    const wrongClass = seed.chance(0.12)
    const sure = wrongClass ? seed.range(0.38, 0.62) : good ? seed.range(0.6, 0.95) : seed.range(0.45, 0.8)
    if (wrongClass) mistakes.push('wrong-label')
    const label = good === wrongClass ? 'off-topic' : 'fits'
    if (label === 'fits' && sure < 0.5) mistakes.push('low-score-accepted')
    const item = (one: Product, rank: number, score: number | null, worthOf: number | null): SampleObject => ({
      id: one.id,
      label: 'recommended',
      ...(score === null
        ? {}
        : {
            score: round(0.5 + 0.48 * Math.min(1, Math.max(0, score)), 3),
          }),
      item: { id: one.id, rank, ...(worthOf === null ? {} : { relevance: worthOf }) },
    })
    const key = `list-${String(number).padStart(4, '0')}`
    cases.push({
      key,
      kind: 'record',
      fields: {
        interests: `${shopper.main}, ${shopper.side}`,
        budget: shopper.budget,
        bought: shopper.owned.map((id) => CATALOGUE.find((one) => one.id === id)?.title ?? id).join(', '),
        viewed: seed
          .shuffle(INTERESTS[shopper.main] ?? [])
          .slice(0, 3)
          .join(', '),
      },
      items: [...products]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, title, interest, price }) => ({
          id,
          title,
          fields: { category: interest, price, in_stock: stock.get(id) ?? true },
        })),
      time: caseTime(number, 25),
      source: seed.pick(['home page', 'mail', 'basket']),
      group: `shopper-${(number * 11) % 40}`,
      meta: { slot: seed.pick(['top', 'side']), device: seed.pick(['phone', 'desktop']) },
      prediction: {
        id: `p${number}`,
        latencyMs: seed.int(9, 60),
        objects: [
          { id: 'list', label, score: round(sure, 3) },
          ...said.map((one, rank) => item(one, rank, guess.get(one.id) ?? 0, null)),
        ],
      },
      decision: { action: 'accepted', threshold: 0.5 },
      ...(seed.chance(0.4) ? { outcome: { value: good ? 'clicked' : 'no click', time: '2026-06-21T00:00:00Z' } } : {}),
    })
    truths.push({
      key,
      objects: [
        { id: 'list', label: good ? 'fits' : 'off-topic' },
        ...right.map((one, rank) => item(one, rank, null, worth.get(one.id) ?? 0)),
      ],
      mistakes,
    })
  }
  await writeSample(folder, {
    name: 'recommendations',
    title: 'Recommendations',
    about: 'A hundred ranked lists of a shop: is each item relevant to this shopper, and is the order right?',
    model: { name: 'shop-ranker', version: '9', trainedOn: 'clicks-2026-05' },
    cases,
    truths,
    taxonomy,
  })
}
