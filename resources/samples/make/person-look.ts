import type { Seeded } from './seeded.ts'

/** How somebody looks. */
export type Look = {
  readonly skin: string
  readonly hair: string
  readonly top: string
  readonly legs: string
  readonly shoes: string
  readonly style: 'short' | 'long' | 'bun' | 'cap' | 'scarf' | 'bald'
  readonly coat: boolean
  readonly skirt: boolean
  readonly bag: 'none' | 'backpack' | 'shoulder'
  /** Metres. */
  readonly tall: number
  readonly build: number
  readonly staff: boolean
}

const SKINS = ['#f0cdb0', '#e2b48f', '#c8946a', '#a26f4b', '#7b4f34', '#58382a', '#ecc3a0']
const HAIRS = ['#201a17', '#3a2a20', '#5b4130', '#8a6a45', '#b9a184', '#8d8d8f', '#2a2a2e']
const TOPS = [
  '#3e4f63',
  '#6b2f35',
  '#7d7a70',
  '#2f4a3d',
  '#a8875a',
  '#54506b',
  '#262a31',
  '#9aa5ad',
  '#b7664a',
  '#3b6a7c',
  '#c9c1b2',
  '#7f3f5d',
]
const LEGS = ['#2b3444', '#1f2226', '#56514a', '#3f4c63', '#6c6455', '#33302f']

/** Anybody; staff wear the shop's teal. */
export const createLook = (seed: Seeded, staff: boolean): Look => ({
  skin: seed.pick(SKINS),
  hair: seed.pick(HAIRS),
  top: staff ? '#1f7a78' : seed.pick(TOPS),
  legs: staff ? '#23272d' : seed.pick(LEGS),
  shoes: seed.pick(['#1c1c1e', '#e6e4df', '#5a4636', '#7d8086']),
  style: seed.pick(['short', 'short', 'long', 'bun', 'cap', 'scarf', 'bald', 'long']),
  coat: !staff && seed.chance(0.35),
  skirt: !staff && seed.chance(0.15),
  bag: staff ? 'none' : seed.pick(['none', 'none', 'backpack', 'shoulder']),
  tall: seed.range(1.56, 1.9),
  build: seed.range(0.9, 1.16),
  staff,
})
