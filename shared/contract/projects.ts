import { z } from 'zod'
import { PersonId } from '../model/ids.ts'
import { Project, ProjectSettings } from '../model/project.ts'
import { Failure } from './errors.ts'
import { command, deskwide, query } from './operation.ts'

export const SAMPLES = [
  'retail-shelf',
  'support-assistant',
  'clinical-coding',
  'document-extraction',
  'fraud-alerts',
  'credit-risk',
  'recommendations',
  'ticket-routing',
] as const
export const SampleName = z.enum(SAMPLES)
export type SampleName = z.infer<typeof SampleName>

/** Where a project stands. A browser sees and names only projects under the host's roots. */
const Place = z.string().min(1).max(4096)

export const ProjectOverview = z.strictObject({
  project: Project,
  path: z.string(),
  counts: z.strictObject({
    cases: z.int(),
    predictions: z.int(),
    queued: z.int(),
    waiting: z.int(),
    reviewed: z.int(),
    skipped: z.int(),
    flagged: z.int(),
    rejects: z.int(),
  }),
  taxonomyVersion: z.int().nullable(),
})
export type ProjectOverview = z.infer<typeof ProjectOverview>

export const DeskState = z.strictObject({
  version: z.string(),
  host: z.enum(['desktop', 'web', 'cli']),
  /** What this host may do: a browser cannot name paths. */
  mayNamePaths: z.boolean(),
  personId: PersonId,
  open: ProjectOverview.nullable(),
  recent: z.array(z.strictObject({ path: z.string(), name: z.string(), openedAt: z.string(), exists: z.boolean() })),
  samples: z.array(z.strictObject({ name: SampleName, title: z.string(), about: z.string(), cases: z.int() })),
  /** The folder new projects are made in unless a path is given. */
  projectsRoot: z.string(),
  /** Why the project that was asked for last did not open; the screen offers `backup`. */
  openFailure: z
    .strictObject({
      path: z.string(),
      failure: Failure,
      backups: z.array(z.strictObject({ file: z.string(), at: z.string(), bytes: z.int() })),
    })
    .nullable(),
})
export type DeskState = z.infer<typeof DeskState>

export const projects = {
  'desk.state': deskwide(query(z.strictObject({}), DeskState)),
  /** Makes and opens `NAME.secondlook/`. With `sample`, fills it from a shipped sample. */
  'project.create': deskwide(
    command(
      z.strictObject({
        path: Place.optional(),
        name: z.string().min(1).max(200).optional(),
        sample: SampleName.optional(),
      }),
      ProjectOverview,
    ),
  ),
  'project.open': deskwide(command(z.strictObject({ path: Place }), ProjectOverview)),
  'project.close': deskwide(command(z.strictObject({}), z.strictObject({}))),
  'project.overview': query(z.strictObject({}), ProjectOverview),
  /** Puts a damaged project's database aside (kept, never deleted) and opens the named backup in its place. */
  'project.restore': deskwide(command(z.strictObject({ path: Place, backup: z.string() }), ProjectOverview)),
  /** Changes settings and returns them; a changed trigger starts a `requeue` job. */
  'project.settings': command(
    ProjectSettings.partial().extend({ why: z.string().max(2000).default('') }),
    ProjectSettings,
  ),
  'project.stats': query(
    z.strictObject({}),
    z.strictObject({
      cases: z.int(),
      byStatus: z.record(z.string(), z.int()),
      byVerdict: z.record(z.string(), z.int()),
      byCause: z.record(z.string(), z.int()),
      byErrorType: z.record(z.string(), z.int()),
      byReviewer: z.record(z.string(), z.int()),
      byRule: z.record(z.string(), z.int()),
      predictions: z.int(),
      models: z.array(z.strictObject({ model: z.string(), predictions: z.int() })),
      rejects: z.int(),
      /** Share of wrong predictions in production from the random audit, Wilson 95 %; null before the first audited case. */
      errorRate: z
        .strictObject({ reviewed: z.int(), wrong: z.int(), rate: z.number(), low: z.number(), high: z.number() })
        .nullable(),
    }),
  ),
} as const
