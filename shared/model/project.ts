import { z } from 'zod'
import { PersonId, ProjectId } from './ids.ts'
import { TriggerSettings } from './trigger.ts'

export const ProjectSettings = z.strictObject({
  triggers: TriggerSettings,
  /** Hide the prediction until the reviewer has answered. */
  blindFirst: z.boolean(),
  /** Names of metadata fields declared for filtering, as dotted paths into `meta`. */
  metadataFields: z.array(z.string().min(1).max(200)).max(50),
})
export type ProjectSettings = z.infer<typeof ProjectSettings>

export const Project = z.strictObject({
  id: ProjectId,
  name: z.string().min(1).max(200),
  personId: PersonId,
  settings: ProjectSettings,
})
export type Project = z.infer<typeof Project>
