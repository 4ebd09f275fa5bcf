import type { Annotation, Relation } from '../model/annotation.ts'
import type { Case } from '../model/case.ts'
import type { JsonObject } from '../model/json.ts'
import type { TruthStatus } from '../model/truth.ts'
import { canonicalJson } from './canonical-json.ts'
import { objectMembers, relationMembers, type Texts } from './formats/native-write.ts'

/** All that a dataset version says of one case. */
export type FrozenItem = {
  readonly case: Pick<Case, 'id' | 'key' | 'feed' | 'kind' | 'content' | 'source' | 'group' | 'time'>
  /** Of the case's content, as the import computed it: 32 hex digits. */
  readonly contentHash: string
  readonly split: string
  readonly edgeCase: boolean
  readonly golden: boolean
  readonly truth: {
    readonly status: TruthStatus
    /** The one that speaks for it first, the others in the order of their ids. */
    readonly reviewIds: readonly string[]
    readonly annotations: readonly Annotation[]
    readonly relations: readonly Relation[]
  }
}

/** Offsets as ranges carry them. */
const inCodePoints: Texts = () => null

/** SHA-256 of the pictures of a case, in its order. */
const assetsOf = ({ image, pages = [] }: Case['content']): readonly string[] => [
  ...new Set([...(image ? [image] : []), ...pages].map(({ sha256 }) => sha256)),
]

/** The item as a line of the manifest's `items.jsonl`: its hash is the SHA-256 of this text's UTF-8 (RFC 8785). */
export const itemLine = ({ case: one, contentHash, split, edgeCase, golden, truth }: FrozenItem): string => {
  const assets = assetsOf(one.content)
  const flags = [...(edgeCase ? ['edge-case'] : []), ...(golden ? ['golden'] : [])]
  const members: JsonObject = {
    case: one.id,
    key: one.key,
    ...(one.feed === '' ? {} : { feed: one.feed }),
    kind: one.kind,
    content: contentHash,
    ...(assets.length === 0 ? {} : { assets }),
    ...(one.source === undefined ? {} : { source: one.source }),
    ...(one.group === undefined ? {} : { group: one.group }),
    ...(one.time === undefined ? {} : { time: one.time }),
    split,
    ...(flags.length === 0 ? {} : { flags }),
    truth: {
      status: truth.status,
      reviews: truth.reviewIds,
      objects: truth.annotations.map((annotation) => objectMembers(annotation, inCodePoints)),
      ...(truth.relations.length === 0 ? {} : { relations: truth.relations.map(relationMembers) }),
    },
  }
  return canonicalJson(members)
}
