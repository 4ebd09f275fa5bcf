export const POSES = [
  'walk-away',
  'walk-towards',
  'walk-side',
  'look',
  'reach',
  'crouch',
  'restock',
  'conceal',
  'push',
] as const
export type Pose = (typeof POSES)[number]

/** Metres from the feet: x to the front of somebody seen from the side, y up. */
export type Joint = readonly [x: number, y: number]

export type Skeleton = {
  readonly view: 'front' | 'back' | 'side'
  readonly hip: Joint
  readonly shoulder: Joint
  readonly head: Joint
  /** Knee and foot, the far leg first. */
  readonly legs: readonly (readonly [Joint, Joint])[]
  /** Elbow and hand, the far arm first. */
  readonly arms: readonly (readonly [Joint, Joint])[]
}

type Four = readonly [number, number, number, number, number, number, number, number]

const limbs = ([a, b, c, d, e, f, g, h]: Four): Skeleton['legs'] => [
  [
    [a, b],
    [c, d],
  ],
  [
    [e, f],
    [g, h],
  ],
]

/** Hip, shoulder, head; knees and feet; elbows and hands: as x, y in turn. */
const skeleton = (
  view: Skeleton['view'],
  [hipX, hipY, shoulderX, shoulderY, headX, headY]: readonly [number, number, number, number, number, number],
  legs: Four,
  arms: Four,
): Skeleton => ({
  view,
  hip: [hipX, hipY],
  shoulder: [shoulderX, shoulderY],
  head: [headX, headY],
  legs: limbs(legs),
  arms: limbs(arms),
})

/** Joints for a person 1.72 m tall facing right. */
export const SKELETONS: Readonly<Record<Pose, Skeleton>> = {
  'walk-away': skeleton(
    'back',
    [0, 0.93, 0, 1.42, 0.01, 1.61],
    [0.1, 0.52, 0.11, 0.14, -0.09, 0.5, -0.1, 0.02],
    [-0.235, 1.16, -0.22, 0.9, 0.235, 1.15, 0.215, 0.9],
  ),
  'walk-towards': skeleton(
    'front',
    [0, 0.93, 0, 1.42, 0, 1.61],
    [-0.1, 0.52, -0.11, 0.1, 0.09, 0.48, 0.11, 0.02],
    [0.23, 1.15, 0.205, 0.9, -0.235, 1.16, -0.215, 0.91],
  ),
  'walk-side': skeleton(
    'side',
    [0, 0.92, 0.03, 1.41, 0.06, 1.6],
    [-0.06, 0.5, -0.34, 0.1, 0.15, 0.52, 0.27, 0.03],
    [0.13, 1.17, 0.27, 0.99, -0.13, 1.16, -0.16, 0.92],
  ),
  look: skeleton(
    'side',
    [0, 0.93, 0.03, 1.42, 0.08, 1.59],
    [0.07, 0.5, 0.07, 0.03, -0.02, 0.5, -0.06, 0.02],
    [0.1, 1.15, 0.28, 1.2, -0.01, 1.14, 0.22, 1.26],
  ),
  reach: skeleton(
    'side',
    [-0.03, 0.93, 0.03, 1.42, 0.07, 1.61],
    [0.12, 0.5, 0.14, 0.03, -0.05, 0.5, -0.12, 0.02],
    [0.04, 1.14, 0.18, 1.02, 0.27, 1.42, 0.52, 1.55],
  ),
  crouch: skeleton(
    'side',
    [-0.16, 0.42, 0.06, 0.86, 0.16, 1.03],
    [0.22, 0.52, 0.1, 0.03, 0.2, 0.28, -0.16, 0.05],
    [0.24, 0.66, 0.46, 0.6, 0.2, 0.6, 0.44, 0.46],
  ),
  restock: skeleton(
    'side',
    [-0.12, 0.88, 0.16, 1.3, 0.27, 1.46],
    [0.06, 0.49, 0.06, 0.03, -0.1, 0.47, -0.13, 0.02],
    [0.28, 1.05, 0.5, 1.0, 0.24, 1.04, 0.5, 0.9],
  ),
  conceal: skeleton(
    'side',
    [0, 0.93, 0.01, 1.41, -0.02, 1.6],
    [0.08, 0.5, 0.09, 0.03, -0.03, 0.5, -0.07, 0.02],
    [0.22, 1.2, 0.36, 1.3, 0.13, 1.13, -0.02, 1.2],
  ),
  push: skeleton(
    'back',
    [0, 0.93, 0, 1.41, 0, 1.6],
    [0.09, 0.52, 0.1, 0.13, -0.09, 0.5, -0.11, 0.02],
    [-0.245, 1.16, -0.19, 1.02, 0.245, 1.16, 0.19, 1.02],
  ),
}
