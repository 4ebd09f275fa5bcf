import type { Annotation } from '../model/annotation.ts'

/** The label of an annotation that is there only to hold the attributes of a turn or a case that has no class. */
export const carrierLabel = (turn: number | undefined): string => (turn === undefined ? 'whole case' : 'turn')

/** Whether an annotation only holds attributes: it claims nothing that a prediction could have missed. */
export const carriesAttributes = ({ label, shape }: Pick<Annotation, 'label' | 'shape'>): boolean =>
  shape.kind === 'case' && label === carrierLabel(shape.turn)
