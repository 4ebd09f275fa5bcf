import type { Leaf, Logic } from './expression.ts'

/** The same structure over other conditions. */
export const mapLeaves = (where: Logic<Leaf>, change: (leaf: Leaf) => Leaf): Logic<Leaf> => {
  switch (where.kind) {
    case 'and':
    case 'or':
      return { ...where, parts: where.parts.map((part) => mapLeaves(part, change)) }
    case 'not':
      return { ...where, part: mapLeaves(where.part, change) }
    default:
      return change(where)
  }
}
