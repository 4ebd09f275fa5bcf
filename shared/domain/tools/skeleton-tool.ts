import { rectTool } from './rect-tool.ts'

/** Puts the label's skeleton into a rectangle, all joints visible; each is then moved to where it belongs. */
export const skeletonTool = rectTool('skeleton', ({ x, y, w, h }, { skeleton }) => {
  if (!skeleton) return 'no-template'
  const within = (share: number): number => Math.min(Math.max(share, 0), 1)
  return {
    kind: 'skeleton',
    joints: skeleton.joints.map((joint) => ({
      name: joint.name,
      x: x + within(joint.x) * w,
      y: y + within(joint.y) * h,
      visibility: 2,
    })),
  }
})
