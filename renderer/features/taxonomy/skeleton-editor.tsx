import { Button, MultiSelect } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { freeName, setLabel } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { Label, SkeletonTemplate } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { NumberField, TextField } from './fields.tsx'
import css from './taxonomy.module.css'
import { edit } from './taxonomy-state.ts'

type Joint = SkeletonTemplate['joints'][number]
const SIZE = 140

const Preview = ({ joints, edges }: SkeletonTemplate): ReactNode => {
  const at = new Map(joints.map((joint) => [joint.name, joint]))
  return (
    <svg className={css.skeleton} viewBox="-0.05 -0.05 1.1 1.1" width={SIZE} height={SIZE} aria-hidden>
      {edges.map(([from, to]) => {
        const [a, b] = [at.get(from), at.get(to)]
        return a && b ? (
          <line key={`${from} ${to}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} stroke="currentColor" strokeWidth={0.015} />
        ) : null
      })}
      {joints.map(({ name, x, y }) => (
        <circle key={name} cx={x} cy={y} r={0.025} fill="currentColor" />
      ))}
    </svg>
  )
}

/** The joints that such a skeleton begins with, in parts of its rectangle (0 to 1), and the lines between them. */
export const SkeletonEditor = ({ label }: { readonly label: Label }): ReactNode => {
  const { joints, edges } = label.skeleton ?? { joints: [], edges: [] }
  const put = (next: SkeletonTemplate, gesture: string | null = null): void =>
    edit((draft) => setLabel(draft, label.id, { skeleton: next.joints.length === 0 ? undefined : next }), gesture)
  const set = (index: number, part: Partial<Joint>): void => {
    const before = joints[index]
    const next = joints.map((joint, at) => (at === index ? { ...joint, ...part } : joint))
    const named = (end: string): string => (part.name !== undefined && end === before?.name ? part.name : end)
    put(
      { joints: next, edges: edges.map(([from, to]) => [named(from), named(to)]) },
      `joint ${label.id} ${index} ${Object.keys(part).join()}`,
    )
  }
  const remove = (joint: Joint): void =>
    put({ joints: joints.filter((one) => one !== joint), edges: edges.filter((ends) => !ends.includes(joint.name)) })
  const add = (): void => {
    const name = freeName(
      joints.map((joint) => joint.name),
      t('joint'),
    )
    put({ joints: [...joints, { name, x: 0.5, y: 0.5 }], edges })
  }
  const linked = (joint: Joint): string[] => edges.flatMap(([from, to]) => (from === joint.name ? [to] : []))
  return (
    <section className={css.part} aria-labelledby="skeleton-heading">
      <h3 id="skeleton-heading">{t('Skeleton')}</h3>
      <Preview joints={joints} edges={edges} />
      {joints.map((joint, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a joint's name changes while it is typed.
        <fieldset key={index} className={css.joint} aria-label={t('Joint {number}', { number: index + 1 })}>
          <TextField
            label={t('Name')}
            value={joint.name}
            mayBeEmpty={false}
            maxLength={100}
            onValue={(name) => set(index, { name })}
          />
          <NumberField label="x" value={joint.x} onValue={(x) => x !== undefined && set(index, { x })} />
          <NumberField label="y" value={joint.y} onValue={(y) => y !== undefined && set(index, { y })} />
          <MultiSelect
            label={t('Lines to')}
            data={joints.filter((other) => other !== joint).map(({ name }) => name)}
            value={linked(joint)}
            onChange={(ends) =>
              put({
                joints,
                edges: [
                  ...edges.filter(([from]) => from !== joint.name),
                  ...ends.map((end): [string, string] => [joint.name, end]),
                ],
              })
            }
          />
          <Button aria-label={t('Delete joint {number}', { number: index + 1 })} onClick={() => remove(joint)}>
            <IconTrash size={14} aria-hidden />
          </Button>
        </fieldset>
      ))}
      <Button onClick={add}>{t('Add a joint')}</Button>
    </section>
  )
}
